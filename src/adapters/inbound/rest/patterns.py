"""Regular expressions that mean the same in Python and in JSON Schema: without anchors, and in ASCII."""

import re

# Text. JSON cannot bring a lone surrogate, since its reader refuses them; these classes are what is left to refuse.
CONTROL = r"\u0000-\u001f\u007f"
CONTROL_BUT_LINES = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f"
BLANK = r"\u0020\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
BLANK_AND_LINES = rf"\u0009\u000a\u000d{BLANK}"

_HARMLESS = re.compile(r"\[[^\]^\\][^\]\\]*\]|\\[^sSDWnrtfvxu0]")
_ADMITTING = re.compile(r"\.|\[|\\")


def admits_control(pattern: str) -> bool:
    """Whether the pattern might match a control character: it has a dot, a negated class or an escape that can."""
    return _ADMITTING.search(_HARMLESS.sub("", pattern)) is not None


# Dates that exist, in years of which every zone's midnight can be reckoned.
_YEAR = "[12][0-9]{3}"
_LEAP_YEAR = "(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:12|16|20|24|28)00)"
_DAYS_AND_MONTHS = (
    ("(?:0[1-9]|1[0-9]|2[0-8])", "(?:0[1-9]|1[0-2])"),
    ("(?:29|30)", "(?:0[13-9]|1[0-2])"),
    ("31", "(?:0[13578]|1[02])"),
)
_BY_MONTH = "|".join(f"{month}-{day}" for day, month in _DAYS_AND_MONTHS)
_BY_DAY = "|".join(f"{day}/{month}" for day, month in _DAYS_AND_MONTHS)

ISO_DATE = f"(?:{_YEAR}-(?:{_BY_MONTH})|{_LEAP_YEAR}-02-29)"
SLASHED_DATE = f"(?:(?:{_BY_DAY})/{_YEAR}|29/02/{_LEAP_YEAR})"
TIME = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"


def whole(pattern: str) -> str:
    """The pattern anchored at both ends, as JSON Schema wants it."""
    return f"^(?:{pattern})$"


IDEMPOTENCY_KEY = r'([!#-~]{1,200})|"([!#-~]{1,200})"'
"""A key: visible ASCII without the double quote, bare or quoted."""

SKU = r"[A-Za-z0-9._-]{1,64}"
TOKEN = r"[A-Za-z0-9_-]{16,200}"  # noqa: S105  # what a token looks like
INVOICE = r"[A-Z]{1,12}[0-9]{1,12}"
COURIER = r"[a-z0-9_-]{1,20}"
SERVICE = r"[A-Za-z0-9._-]{1,20}"
QUOTE = r"[A-Za-z0-9_-]{1,600}"
DISTRICT_CODE = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}"
VILLAGE_CODE = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
POST_CODE = r"[0-9]{5}"
EMAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
