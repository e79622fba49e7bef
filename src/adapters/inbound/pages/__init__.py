"""Pages for people: HTML over the same use cases as the API, and whole without any script."""

from bosonline.adapters.inbound.pages.account import account_pages
from bosonline.adapters.inbound.pages.assets import serve_assets
from bosonline.adapters.inbound.pages.form_desk import OrderFormDesk
from bosonline.adapters.inbound.pages.form_done import DoneCookie
from bosonline.adapters.inbound.pages.form_state import Sealing
from bosonline.adapters.inbound.pages.order import order_pages
from bosonline.adapters.inbound.pages.order_form import order_form_pages

__all__ = [
    "DoneCookie",
    "OrderFormDesk",
    "Sealing",
    "account_pages",
    "order_form_pages",
    "order_pages",
    "serve_assets",
]
