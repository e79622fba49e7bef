"""The names that a store is reached by: its subdomain, and domains of the seller's own."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.application.stores import Domains, DomainShown
from bosonline.application.stores.ports import DnsUnavailable
from bosonline.domain.stores import (
    DomainId,
    DomainInvalid,
    DomainKnown,
    DomainNotFound,
    DomainNotOwnable,
    DomainNotVerified,
    DomainState,
    DomainTaken,
    TooManyDomains,
)


class DomainBody(Body):
    domain = Text(required=True, least=3, most=253)


class RecordAnswer(Answer):
    type = Choice(["TXT", "CNAME"], required=True)
    name = Text(required=True, most=300)
    value = Text(required=True, most=300)
    found = ListOf(Text(most=300), required=True)
    is_set = Flag(required=True)


class DomainAnswer(Answer):
    id = WholeNumber(required=True)
    domain = Text(required=True)
    kind = Choice(["subdomain", "domain"], required=True)
    state = Choice([state.value for state in DomainState], required=True)
    is_default = Flag(required=True)
    records = ListOf(Inside(RecordAnswer), required=True)
    created_at = Text(required=True)
    checked_at = Text(required=True, allow_none=True)


class DomainWritten(Answer):
    message = Text(required=True)
    data = Inside(DomainAnswer, required=True)


class DomainList(Answer):
    data = ListOf(Inside(DomainAnswer), required=True)
    total = WholeNumber(required=True)


_PROOF = "bosonline-verification=Zk3vX9qLmT1wRb7cYd5e"
_OWN = {
    "id": 8,
    "domain": "kopisiti.com",
    "kind": "domain",
    "state": "pending",
    "is_default": False,
    "records": [
        {"type": "TXT", "name": "_bosonline.kopisiti.com", "value": _PROOF, "found": [], "is_set": False},
        {"type": "CNAME", "name": "kopisiti.com", "value": "bosonline.example", "found": [], "is_set": False},
    ],
    "created_at": "2026-01-01T03:00:00+00:00",
    "checked_at": None,
}
_GIVEN = {
    "id": 7,
    "domain": "kopisiti.bosonline.example",
    "kind": "subdomain",
    "state": "verified",
    "is_default": True,
    "records": [],
    "created_at": "2026-01-01T03:00:00+00:00",
    "checked_at": None,
}
_VERIFIED = {
    **_OWN,
    "state": "verified",
    "records": [
        {**record, "found": [record["value"]], "is_set": True}
        for record in _OWN["records"]  # type: ignore[attr-defined]  # examples are plain JSON
    ],
    "checked_at": "2026-01-01T03:05:00+00:00",
}


def store_domains(domains: Domains) -> Api:
    """The operations of a store's names."""
    api = Api("store")

    @api.get(
        "/store/subdomains", answer=DomainList, render=_listed, answer_example={"data": [_GIVEN, _OWN], "total": 2}
    )
    def subdomains(call: Call) -> Sequence[DomainShown]:
        """Subdomain

        The subdomain and the domains of your own, each with its state, the DNS records that have to be set, and what
        was found of them when they were looked up last. The default one stands in links.
        """
        return domains.list(store=call.member.store)

    @api.post(
        "/store/subdomains",
        body=DomainBody,
        answer=DomainWritten,
        render=_added,
        status=201,
        example={"domain": "kopisiti.com"},
        answer_example={"message": "Domain added; set its DNS records, then verify it", "data": _OWN},
        refusals=(DomainInvalid, DomainKnown, DomainNotOwnable, TooManyDomains),
    )
    def create_subdomain(call: Call) -> DomainShown:
        """Create Subdomain

        Bring a domain of your own. Set the records that the answer tells, then verify it. Where a CNAME is not
        possible (at the top of a domain), the same addresses as those of its value will do.
        """
        return domains.add(member=call.member, domain=call.body["domain"], once=call.once)

    @api.post(
        "/store/subdomains/<id:id>/verify",
        answer=DomainWritten,
        render=_verified,
        answer_example={"message": "Domain verified", "data": _VERIFIED},
        refusals=(DnsUnavailable, DomainNotFound, DomainTaken),
    )
    def verify_subdomain(call: Call, domain: int) -> DomainShown:
        """Verifikasi Subdomain

        Looks the records up at this moment. `state` says whether that was enough, `found` what is there. It is looked
        up again from time to time: a verified domain whose records are missing for three days has lapsed.
        """
        member = call.member
        return domains.verify(store=member.store, domain=DomainId(domain), by=member.author, once=call.once)

    @api.patch(
        "/store/subdomains/<id:id>/default",
        answer=DomainWritten,
        render=_chosen,
        answer_example={"message": "Default domain set", "data": {**_VERIFIED, "is_default": True}},
        refusals=(DomainNotFound, DomainNotVerified),
    )
    def set_default_subdomain(call: Call, domain: int) -> DomainShown:
        """Set Default Subdomain

        Links to the store name it so from now on; the subdomain can be chosen again like any other.
        """
        return domains.make_default(member=call.member, domain=DomainId(domain))

    return api


def _listed(shown: Sequence[DomainShown]) -> dict[str, Any]:
    return {"data": [_row(one) for one in shown], "total": len(shown)}


def _added(shown: DomainShown) -> dict[str, Any]:
    return {"message": "Domain added; set its DNS records, then verify it", "data": _row(shown)}


def _verified(shown: DomainShown) -> dict[str, Any]:
    is_verified = shown.state is DomainState.VERIFIED
    return {"message": "Domain verified" if is_verified else "Domain not verified yet", "data": _row(shown)}


def _chosen(shown: DomainShown) -> dict[str, Any]:
    return {"message": "Default domain set", "data": _row(shown)}


def _row(shown: DomainShown) -> dict[str, Any]:
    return {
        "id": shown.id,
        "domain": shown.name,
        "kind": "domain" if shown.is_own else "subdomain",
        "state": shown.state,
        "is_default": shown.is_default,
        "records": [
            {
                "type": record.type,
                "name": record.name,
                "value": record.value,
                "found": list(record.found),
                "is_set": record.is_set,
            }
            for record in shown.records
        ],
        "created_at": shown.created_at,
        "checked_at": shown.checked_at,
    }
