"""A new password for one who forgot it."""

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.auth import LONGEST_PASSWORD, MessageAnswer, mail_language
from bosonline.adapters.inbound.rest.fields import Body, Text
from bosonline.application.identity import Identity
from bosonline.domain.identity import OneTimeTokenInvalid, PasswordWeak


class AskBody(Body):
    email = Text(required=True, least=1, most=254)


class ConfirmBody(Body):
    token = Text(required=True, least=1)
    password = Text(required=True, least=1, most=LONGEST_PASSWORD)


_ASKED = {"message": "If the address has an account, a mail with a link is on its way"}
_CONFIRMED = {"message": "Password changed; sign in with the new one"}


def password_reset(identity: Identity) -> Api:
    """The operations on forgotten passwords, in the section where the documentation has them."""
    api = Api("boscod")

    @api.post(
        "/boscod/reset-password",
        body=AskBody,
        answer=MessageAnswer,
        idempotent=False,
        example={"email": "siti@example.com"},
        answer_example=_ASKED,
    )
    def ask(call: Call) -> dict[str, str]:
        """Reset Password

        Has a token sent to the address, good for 30 minutes and one use. The answer does not tell whether the address
        has an account.
        """
        identity.ask_password_reset(email=call.body["email"], language=mail_language())
        return _ASKED

    @api.post(
        "/boscod/reset-password/confirm",
        body=ConfirmBody,
        answer=MessageAnswer,
        idempotent=False,
        example={
            "token": "Zk3vX9qLmT1wRb7cYd5eZk3vX9qLmT1wRb7cYd5e-01",
            "password": "kopi-tubruk-di-pagi-hari",
        },
        answer_example=_CONFIRMED,
        refusals=(OneTimeTokenInvalid, PasswordWeak),
    )
    def confirm(call: Call) -> dict[str, str]:
        """Reset Password (confirm)

        Takes the token and the new password, and ends every session of the user. A token that came with a password
        that is too weak is still good.
        """
        identity.confirm_password_reset(**call.body, language=mail_language())
        return _CONFIRMED

    return api
