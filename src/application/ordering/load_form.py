"""A form as buyers see it, with all that is needed to draw it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.ordering.pricing import FormClosed
from bosonline.application.payments.ports import AccountBook
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import FormNotFound, FormStatus, WhenSoldOut
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import FormSoldOut, Goods, Offer, PaymentMethod, bump_of, offer_of
from bosonline.domain.payments import BankAccount


class ShopWindow(Protocol):
    """Goods on sale as buyers look at them."""

    def show(self, store: StoreId, skus: Collection[Sku], /) -> Mapping[Sku, Goods]:
        """Those of these variants that can be ordered, whether there are any left or not, as they are now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedForm:
    """A form at this moment; `reason` says why nobody can order on it now.

    Goods that are not on sale any more are not among the offers. `bumps` are by their position on the form, which is
    how a checkout names them. A closed form offers nothing. `accounts` are what buyers can transfer to.
    """

    front: Storefront
    reason: Refusal | None = None
    offers: tuple[Offer, ...] = ()
    bumps: Mapping[int, Offer]
    payment_methods: tuple[PaymentMethod, ...] = ()
    accounts: tuple[BankAccount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadForm:
    """What a front end needs to draw a form: `FormNotFound` for one that is not there, or a draft."""

    storefronts: Storefronts
    window: ShopWindow
    accounts: AccountBook

    def front(self, *, subdomain: str, form: str) -> Storefront:
        """The form with its store; `FormNotFound`."""
        front = self.storefronts.find(subdomain=subdomain, slug=form)
        if front is None or front.form_status is FormStatus.DRAFT:
            raise FormNotFound
        return front

    def __call__(self, *, subdomain: str, form: str) -> LoadedForm:
        front = self.front(subdomain=subdomain, form=form)
        if not front.is_selling:
            return LoadedForm(front=front, reason=FormClosed(), bumps={})
        offers, bumps = self._offers(front)
        methods, accounts = self._payment(front)
        sold_out = all(offer.is_sold_out for offer in offers)
        closes = front.content.when_sold_out is WhenSoldOut.CLOSE
        return LoadedForm(
            front=front,
            reason=(FormClosed() if closes else FormSoldOut()) if sold_out else None,
            offers=offers,
            bumps=bumps,
            payment_methods=methods,
            accounts=accounts,
        )

    def _offers(self, front: Storefront) -> tuple[tuple[Offer, ...], Mapping[int, Offer]]:
        content, low = front.content, front.settings.low_stock
        goods = self.window.show(front.store, content.skus)
        offers = (offer_of(item, goods[item.sku], low_stock=low) for item in content.items if item.sku in goods)
        bumps = {
            at: bump_of(bump, goods[bump.sku], low_stock=low)
            for at, bump in enumerate(content.bumps)
            if bump.sku in goods
        }
        return tuple(offers), bumps

    def _payment(self, front: Storefront) -> tuple[tuple[PaymentMethod, ...], tuple[BankAccount, ...]]:
        """The ways to pay that are open now: there must be an account to transfer to, a QRIS to scan."""
        methods = front.content.payment_methods
        transfers = PaymentMethod.BANK_TRANSFER in methods
        accounts = tuple(self.accounts.active(front.store)) if transfers else ()
        closed = {
            *(() if accounts else (PaymentMethod.BANK_TRANSFER,)),
            *(() if front.settings.qris else (PaymentMethod.QRIS,)),
        }
        return tuple(one for one in methods if one not in closed), accounts
