"""The ports in memory: for embedding, for tests, and verified by the same contracts as the databases."""

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.adapters.outbound.memory.outbox import MemoryOutbox, MemoryRota
from bosonline.adapters.outbound.memory.work import MemoryWork

__all__ = ["MemoryDatabase", "MemoryOutbox", "MemoryRota", "MemoryWork"]
