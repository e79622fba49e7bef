"""Pages for people: HTML over the same use cases as the API, and whole without any script."""

from bosonline.adapters.inbound.pages.account import account_pages

__all__ = ["account_pages"]
