"""Opening a store, and reading what it has set."""

from collections.abc import Callable
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Query, Text
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.rest.store_settings import EXAMPLE as SETTINGS_EXAMPLE
from bosonline.adapters.inbound.rest.store_settings import STORE_EXAMPLE, StoreAnswer, StoreBody, store_row, written
from bosonline.adapters.inbound.rest.warehouses import WarehouseBody
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.stores import FirstWarehouse, Stores, SubdomainCheck
from bosonline.domain.identity import ServesAlready
from bosonline.domain.images import ImageUnknown
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import (
    CoordinatesInvalid,
    FlatRateInvalid,
    FlatRateTwice,
    LogoInvalid,
    Onboarding,
    PostCodeInvalid,
    RegionUnknown,
    SettingOutOfRange,
    Step,
    Store,
    StoreNameInvalid,
    SubdomainChangedTooOften,
    SubdomainInvalid,
    SubdomainReserved,
    SubdomainTaken,
    Zone,
)

StoreUrl = Callable[[str], str]
"""The address of a store's pages, by its subdomain."""


class OnboardingBody(Body):
    name = Text(required=True, least=1, most=120)
    phone = Text(required=True, least=1, most=60)
    subdomain = Text(required=True, least=3, most=40)
    timezone = Choice([zone.value for zone in Zone], load_default=Zone.WIB.value)
    warehouse = Inside(WarehouseBody, load_default=None)


class SubdomainBody(Body):
    subdomain = Text(required=True, least=3, most=40)


class SubdomainQuery(Query):
    subdomain = Text(required=True, least=1, most=100)


class CheckAnswer(Answer):
    subdomain = Text(required=True)
    available = Flag(required=True)
    reason = Text(required=True, allow_none=True)
    message = Text(required=True, most=500, allow_none=True)
    suggestion = Text(required=True, allow_none=True)


class WrittenAnswer(Answer):
    message = Text(required=True)
    data = Inside(StoreAnswer, required=True)


class StepAnswer(Answer):
    name = Choice([step.value for step in Step], required=True)
    done = Flag(required=True)


class OnboardingAnswer(Answer):
    complete = Flag(required=True)
    steps = ListOf(Inside(StepAnswer), required=True)


EXAMPLE = {
    "name": "Kopi Siti",
    "phone": "081234567890",
    "subdomain": "kopisiti",
    "timezone": "Asia/Jakarta",
    "warehouse": {
        "name": "Gudang Bogor",
        "contact_name": "Siti",
        "phone": "081234567890",
        "address": "Jl. Raya 1",
        "district_code": "32.01.01",
        "post_code": "16911",
    },
}
_CHECK_EXAMPLE = {
    "subdomain": "kopisiti",
    "available": False,
    "reason": "subdomain-taken",
    "message": "This subdomain is taken; kopisiti-2 is free",
    "suggestion": "kopisiti-2",
}
_ONBOARDING_EXAMPLE = {
    "complete": False,
    "steps": [{"name": step.value, "done": step is Step.STORE} for step in Step],
}


def stores(facade: Stores, store_url: StoreUrl) -> Api:
    """The operations of a store's own settings."""
    api = Api("store")

    def shown(store: Store) -> dict[str, Any]:
        return {**store_row(store), "url": store_url(store.subdomain)}

    def opened(store: Store) -> dict[str, Any]:
        return {"message": "Store created", "data": shown(store)}

    @api.post(
        "/store/onboarding",
        body=OnboardingBody,
        answer=WrittenAnswer,
        render=opened,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Store created", "data": STORE_EXAMPLE},
        refusals=(
            CoordinatesInvalid,
            PhoneInvalid,
            PostCodeInvalid,
            RegionUnknown,
            ServesAlready,
            StoreNameInvalid,
            SubdomainInvalid,
            SubdomainReserved,
            SubdomainTaken,
        ),
    )
    def on_boarding(call: Call) -> Store:
        """On Boarding

        The signed-in user opens a store and becomes its owner; a user owns or serves one store at most. A `subdomain`
        has 3 to 40 lower-case letters, digits and dashes; for one that is taken the answer suggests another. The first
        `warehouse` may come later: whoever sends the same `subdomain` again goes on where they stopped.
        """
        given = call.body["warehouse"]
        return facade.open(
            owner=call.account.user,
            name=call.body["name"],
            phone=call.body["phone"],
            subdomain=call.body["subdomain"],
            zone=Zone(call.body["timezone"]),
            warehouse=None if given is None else FirstWarehouse(**given),
            once=call.once,
        )

    @api.get("/store/onboarding", answer=OnboardingAnswer, render=_onboarding, answer_example=_ONBOARDING_EXAMPLE)
    def on_boarding_state(call: Call) -> Onboarding:
        """On Boarding (state)

        What is still missing before the store can sell.
        """
        member = call.account.member
        return facade.onboarding(store=None if member is None else member.store)

    @api.get("/store", answer=StoreAnswer, answer_example=STORE_EXAMPLE)
    def store(call: Call) -> Tagged:
        """Store

        The store with its settings.
        """
        found = facade.read(store=call.member.store)
        return Tagged(shown(found), found.version)

    @api.put(
        "/store",
        body=StoreBody,
        answer=WrittenAnswer,
        example=SETTINGS_EXAMPLE,
        answer_example={"message": "Store saved", "data": STORE_EXAMPLE},
        refusals=(
            FlatRateInvalid,
            FlatRateTwice,
            ImageUnknown,
            LogoInvalid,
            PhoneInvalid,
            RegionUnknown,
            SettingOutOfRange,
            StoreNameInvalid,
        ),
        versioned=True,
    )
    def change_store(call: Call) -> Tagged:
        """Store (write)

        Sets everything at once: either all of it holds, or nothing changes. Settings that are left out stay as they
        are. `logo` is the `file_name` of an uploaded image, null for none. `cod_fee_basis_points` are hundredths of a
        percent. `follow_ups_offered` is how many attempts a front end proposes; more may be made. Quiet hours that end
        when they begin are none. `flat_rates` are what shipping costs where no courier
        answers: to a province or a regency by its code, or (`area` null) anywhere else.
        """
        saved = facade.change(member=call.member, written=written(call.body), seen_version=call.seen_version)
        return Tagged({"message": "Store saved", "data": shown(saved)}, saved.version)

    @api.get(
        "/store/check-subdomain",
        query=SubdomainQuery,
        answer=CheckAnswer,
        render=_checked,
        answer_example=_CHECK_EXAMPLE,
    )
    def check_subdomain(call: Call) -> SubdomainCheck:
        """Cek SubDomain

        Whether a name is to be had; where it is not, the code and text of the reason, and a name that is free. Names
        that your own store has or still holds are free to it.
        """
        member = call.account.member
        return facade.check_subdomain(subdomain=call.query["subdomain"], store=None if member is None else member.store)

    @api.put(
        "/store/subdomain",
        body=SubdomainBody,
        answer=WrittenAnswer,
        example={"subdomain": "kopisiti-bogor"},
        answer_example={"message": "Subdomain changed", "data": {**STORE_EXAMPLE, "subdomain": "kopisiti-bogor"}},
        refusals=(SubdomainChangedTooOften, SubdomainInvalid, SubdomainReserved, SubdomainTaken),
        versioned=True,
    )
    def change_subdomain(call: Call) -> Tagged:
        """Edit Subdomain

        The former name leads to the new one for 30 days, and nobody else can take it in that time.
        """
        saved = facade.change_subdomain(
            member=call.member, subdomain=call.body["subdomain"], seen_version=call.seen_version
        )
        return Tagged({"message": "Subdomain changed", "data": shown(saved)}, saved.version)

    return api


def _checked(check: SubdomainCheck) -> dict[str, Any]:
    reason = check.reason
    return {
        "subdomain": check.subdomain,
        "available": check.available,
        "reason": reason and reason.code,
        "message": reason and tell_refusal(reason, language()),
        "suggestion": check.suggestion,
    }


def _onboarding(onboarding: Onboarding) -> dict[str, Any]:
    steps = [{"name": step.value, "done": step in onboarding.done} for step in Step]
    return {"complete": onboarding.is_complete, "steps": steps}
