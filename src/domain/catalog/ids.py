"""The numbers of products, variants and categories."""

from typing import NewType

ProductId = NewType("ProductId", int)
VariantId = NewType("VariantId", int)
CategoryId = NewType("CategoryId", int)
