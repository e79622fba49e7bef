"""The words of the pages, in Indonesian and English: one module for each page, beside what all of them say."""

from bosonline.adapters.inbound.pages.words.account import ACCOUNT
from bosonline.adapters.inbound.pages.words.common import COMMON, Words
from bosonline.adapters.inbound.pages.words.form import ORDER_FORM
from bosonline.adapters.inbound.pages.words.order import ORDER

__all__ = ["ACCOUNT", "COMMON", "ORDER", "ORDER_FORM", "Words"]
