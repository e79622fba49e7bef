"""Boscod's areas, level by level."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.outbound.boscod.client import RETRY_AFTER, BoscodClient, BoscodRefused
from bosonline.adapters.outbound.http import NoAnswer
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.ports import CourierArea
from bosonline.domain.shipping import CouriersUnavailable, ProviderAreaNotFound

PAGE = 500
MOST_PAGES = 20
_PART = "areas"


class BoscodAreas:
    """Provinces, cities and districts under Boscod's ids."""

    def __init__(self, client: BoscodClient) -> None:
        self._client = client

    def provinces(self, account: CourierAccount, /) -> Sequence[CourierArea]:
        """Every province, by name."""
        try:
            return self._list("/v1/address/provinces", account)
        except ProviderAreaNotFound as error:
            raise CouriersUnavailable(retry_after=RETRY_AFTER) from error

    def cities(self, province: int, account: CourierAccount, /) -> Sequence[CourierArea]:
        """The cities and regencies of a province."""
        return self._below(f"/v1/address/cities/{province}", account)

    def districts(self, city: int, account: CourierAccount, /) -> Sequence[CourierArea]:
        """The districts of a city or regency."""
        return self._below(f"/v1/address/districts/{city}", account)

    def _below(self, path: str, account: CourierAccount) -> Sequence[CourierArea]:
        """What lies in an area; that nothing does means that there is no such area."""
        found = self._list(path, account)
        if not found:
            raise ProviderAreaNotFound
        return found

    def _list(self, path: str, account: CourierAccount) -> list[CourierArea]:
        found: list[CourierArea] = []
        try:
            for _ in range(MOST_PAGES):
                page = {"start": len(found), "limit": PAGE}
                read = self._client.get(path, page, token=account.token, part=_PART)
                rows, total = _page(read)
                found += rows
                if not rows or len(found) >= total:
                    break
        except BoscodRefused as error:
            raise ProviderAreaNotFound from error
        except NoAnswer as error:
            raise CouriersUnavailable(retry_after=RETRY_AFTER) from error
        return found


def _page(read: Any) -> tuple[list[CourierArea], int]:
    data, total = (read.get("data"), read.get("total")) if isinstance(read, dict) else (None, None)
    if not isinstance(data, list) or not isinstance(total, int):
        raise NoAnswer("a list has its data and its total")
    return [_area(one) for one in data], total


def _area(read: Any) -> CourierArea:
    if not isinstance(read, dict) or not isinstance(read.get("name"), str):
        raise NoAnswer("an area has a name")
    number = _whole(read.get("id"))
    if number is None:
        raise NoAnswer("an area has an id")
    return CourierArea(
        id=number,
        name=read["name"][:120],
        code=str(read["code"])[:20] if read.get("code") else None,
        province=_whole(read.get("province_id")),
        city=_whole(read.get("city_id")),
    )


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
