"""Who and whose: the identifiers that every capability uses."""

from typing import NewType

UserId = NewType("UserId", int)
StaffId = NewType("StaffId", int)
StoreId = NewType("StoreId", int)
