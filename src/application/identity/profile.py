"""How a user is called, and how to reach them."""

from dataclasses import dataclass

from bosonline.application.identity.ports import OpenWork, People, PhoneReader, Secrets
from bosonline.application.ports import Clock
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import Account, User, checked_email


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProfile:
    """The signed-in user's own account."""

    people: People

    def __call__(self, *, account: Account) -> User:
        user, _ = self.people.of(account.user)
        return user


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProfile:
    """Change what the signed-in user is called, how to reach them, and the language of their mails.

    Another number is to be verified anew. Another address is taken when the token that is mailed to it comes back;
    until then the present one stays, and naming that one takes back the wish. Whether the address has an account
    makes no difference to the caller. Gives the account as it is now. Raises `UserNameInvalid`, `EmailInvalid`,
    `PhoneInvalid`, `PreconditionFailed`.
    """

    work: OpenWork
    phones: PhoneReader
    secrets: Secrets
    clock: Clock

    def __call__(
        self, *, account: Account, name: str, email: str, phone: str, language: str, seen_version: int | None = None
    ) -> User:
        address, number = checked_email(email), self.phones.read(phone)
        token, at = self.secrets.token(), self.clock()
        with self.work() as work:
            user = work.users.get(account.user)
            if seen_version not in (None, user.version):
                raise PreconditionFailed
            user.rename(name)
            user.change_phone(number)
            user.language = language
            asked = user.want_email(address, token=token, at=at)
            if asked is not None:
                work.record(asked)
            work.users.save(user)
            work.commit()
        return user
