"""What a form is made of has to be there: goods on sale, staff in service, an uploaded logo."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bosonline.application.catalog.ports import Sanitizer
from bosonline.application.forms.ports import FormsWork
from bosonline.application.images import demand_uploaded
from bosonline.application.stores import demand_serving
from bosonline.domain.forms import FormContent, FormItem, PaymentMethodUnavailable, SkuNotOnSale
from bosonline.domain.stores import PaymentMethod


def made_safe(content: FormContent, sanitize: Sanitizer) -> FormContent:
    """The content, its description without anything that could act."""
    return replace(content, texts=replace(content.texts, description=sanitize(content.texts.description)))


def with_products(work: FormsWork, content: FormContent, products: Sequence[FormItem]) -> FormContent:
    """The content with the active variants of these products behind its items, but for those that it has already.

    Each is offered as its product is said to be. `SkuNotOnSale` where the store has no such product.
    """
    if not products:
        return content
    known = work.products.several([one.sku for one in products])
    missing = [one.sku for one in products if one.sku not in known or known[one.sku].archived_at is not None]
    if missing:
        raise SkuNotOnSale.of(missing)

    def variants() -> Iterator[FormItem]:
        for one in products:
            yield from (replace(one, sku=variant.sku) for variant in known[one.sku].variants if variant.is_active)

    offered = {item.sku: item for item in (*variants(), *content.items)}
    named = [item.sku for item in content.items]
    return replace(content, items=(*content.items, *(item for sku, item in offered.items() if sku not in named)))


def demand_parts(work: FormsWork, content: FormContent, was: FormContent | None = None) -> None:
    """Refuse what is not there with `SkuNotOnSale`, `StaffUnknown`, `ImageUnknown` or `PaymentMethodUnavailable`.

    What the form had before (`was`) may stay: an edit is not about it.
    """
    skus = content.skus - (was.skus if was else frozenset())
    missing = skus - work.products.on_sale(skus) if skus else skus
    if missing:
        raise SkuNotOnSale.of(missing)
    had = {one.staff for one in was.attendants} if was else set()
    demand_serving(work.roster, [one.staff for one in content.attendants if one.staff not in had], field="cs")
    takes_qris = PaymentMethod.QRIS in content.payment_methods
    took_qris = was is not None and PaymentMethod.QRIS in was.payment_methods
    if takes_qris and not took_qris and work.stores.get().settings.qris is None:
        raise PaymentMethodUnavailable(method=PaymentMethod.QRIS.value)
    logo = content.theme.logo
    if logo is not None and (was is None or logo != was.theme.logo):
        demand_uploaded(work, [logo], field="theme.logo")
