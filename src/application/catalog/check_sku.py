"""Whether a SKU is to be had, before something takes it."""

from dataclasses import dataclass

from bosonline.application.catalog.ports import ProductDesk
from bosonline.domain.catalog import RESERVED_CODES, Sku, SkuInvalid, SkuTaken, checked_sku, sku_of
from bosonline.domain.catalog.sku import SKU_LENGTH
from bosonline.domain.identity import StoreId
from bosonline.domain.names import free_name, stem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuCheck:
    """Whether a SKU is to be had; where it is not, why (the refusal that taking it would meet), and one that is."""

    sku: str
    available: bool
    reason: SkuInvalid | SkuTaken | None = None
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSku:
    """Look whether a SKU is free for a product, or for a variant.

    A product without attributes bears its SKU among the variants too, so that one for a product must be free there.
    Nothing is reserved by looking.
    """

    products: ProductDesk

    def __call__(self, *, store: StoreId, sku: str, of_variant: bool) -> SkuCheck:
        """The answer at this moment."""
        try:
            wanted = checked_sku(sku)
        except SkuInvalid as reason:
            near = self._free(store, sku_of(sku))
            return SkuCheck(sku=sku, available=False, reason=reason, suggestion=near)
        used = self.products.skus(store, wanted)
        if wanted not in (used.variants if of_variant else used.products | used.variants):
            return SkuCheck(sku=wanted, available=True, suggestion=wanted)
        reason_taken = SkuTaken.of([wanted])
        return SkuCheck(sku=wanted, available=False, reason=reason_taken, suggestion=self._free(store, wanted))

    def _free(self, store: StoreId, wanted: Sku) -> str:
        used = self.products.skus(store, stem_of(wanted, most=SKU_LENGTH))
        return free_name(wanted, used.products | used.variants | RESERVED_CODES, most=SKU_LENGTH)
