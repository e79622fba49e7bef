"""The signed-in user, as they see and change themselves."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.signed_in import EXAMPLE, UserAnswer, user
from bosonline.application.identity import Identity, Me
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import (
    EVERY_RIGHT,
    LANGUAGES,
    Action,
    EmailInvalid,
    Module,
    Rights,
    Role,
    User,
    UserNameInvalid,
)
from bosonline.domain.phone import PhoneInvalid


class ModuleAnswer(Answer):
    name = Text(required=True)
    access = ListOf(Text(), required=True)


class MeAnswer(UserAnswer):
    phone = Text(required=True)
    email_verified = Flag(required=True)
    phone_verified = Flag(required=True)
    role = Text(required=True)
    is_platform_admin = Flag(required=True)
    module = ListOf(Inside(ModuleAnswer), required=True)


class ProfileBody(Body):
    name = Text(required=True, least=1, most=120)
    phone = Text(required=True, least=1, most=255)
    email = Text(required=True, least=1, most=254)
    language = Choice(LANGUAGES, required=True)


class ProfileAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    email = Text(required=True)
    new_email = Text(required=True, allow_none=True)
    email_verified = Flag(required=True)
    phone = Text(required=True)
    phone_verified = Flag(required=True)
    language = Choice(LANGUAGES, required=True)


class ProfileWritten(Answer):
    message = Text(required=True)
    data = Inside(ProfileAnswer, required=True)


_EXAMPLE = {
    **EXAMPLE["user"],  # type: ignore[dict-item]  # examples are plain JSON
    "phone": "+6281234567890",
    "email_verified": True,
    "phone_verified": False,
    "role": "cs",
    "role_id": 3,
    "is_platform_admin": False,
    "module": [{"name": "produk", "access": ["read", "update"]}],
}


_WRITTEN_EXAMPLE = {
    "name": "Siti Rahma",
    "phone": "0812-3456-7890",
    "email": "siti.rahma@example.com",
    "language": "id",
}
_PROFILE_EXAMPLE = {
    "id": 7,
    "name": "Siti Rahma",
    "email": "siti@example.com",
    "new_email": "siti.rahma@example.com",
    "email_verified": True,
    "phone": "+6281234567890",
    "phone_verified": False,
    "language": "id",
}


def profile(identity: Identity) -> Api:
    """The operations on the signed-in user's own account."""
    api = Api("profile")
    _me(api, identity)
    _profile(api, identity)
    return api


def _me(api: Api, identity: Identity) -> None:
    @api.get("/profile/me", answer=MeAnswer, render=shown, answer_example=_EXAMPLE)
    def show_me(call: Call) -> Me:
        """Me

        The signed-in user, the store that they own or serve, and what they may do in it.
        """
        return identity.show_me(account=call.account)


def _profile(api: Api, identity: Identity) -> None:
    @api.get("/profile", answer=ProfileAnswer, render=_read, answer_example=_PROFILE_EXAMPLE)
    def read_profile(call: Call) -> User:
        """Profile

        Name, addresses and language of the signed-in user. `new_email` is an address that waits to be verified, or
        null.
        """
        return identity.read_profile(account=call.account)

    @api.put(
        "/profile",
        body=ProfileBody,
        answer=ProfileWritten,
        render=_changed,
        versioned=True,
        example=_WRITTEN_EXAMPLE,
        answer_example={"message": "Profile updated", "data": _PROFILE_EXAMPLE},
        refusals=(EmailInvalid, PhoneInvalid, PreconditionFailed, UserNameInvalid),
    )
    def change_profile(call: Call) -> User:
        """Profile (write)

        Another phone number is unverified at first. Another e-mail address becomes `new_email`: a token is mailed
        there, and Verify email takes it; until then the present address stays, to sign in as well. Send the present
        address to take back the wish for another. The answer is the same for an address that has an account.
        `language` is that of mails to the user where the request that they follow from asked for none.
        """
        return identity.change_profile(**call.body, account=call.account, seen_version=call.seen_version)


def shown(result: Me) -> dict[str, Any]:
    """The user as they see themselves."""
    account, standing = result.user, result.standing
    place = standing.place
    rights: Rights = frozenset()
    if place is not None:
        rights = place.rights if place.role is Role.CS else EVERY_RIGHT
    return {
        **user(standing, result.boscod),
        "phone": account.phone.e164,
        "email_verified": account.email_verified_at is not None,
        "phone_verified": account.phone_verified_at is not None,
        "role": standing.role.name.lower(),
        "is_platform_admin": standing.is_platform_admin,
        "module": modules(rights),
    }


def modules(rights: Rights) -> list[dict[str, Any]]:
    """Rights as the API writes them: what may be done in each module."""
    granted = {module: [action.value for action in Action if (module, action) in rights] for module in Module}
    return [{"name": module.value, "access": access} for module, access in granted.items() if access]


def _read(account: User) -> Tagged:
    return Tagged(_own(account), account.version)


def _changed(account: User) -> Tagged:
    return Tagged({"message": "Profile updated", "data": _own(account)}, account.version)


def _own(account: User) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "new_email": account.new_email,
        "email_verified": account.email_verified_at is not None,
        "phone": account.phone.e164,
        "phone_verified": account.phone_verified_at is not None,
        "language": account.language,
    }
