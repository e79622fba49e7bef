"""The password is asked for once more."""

from dataclasses import dataclass

from bosonline.application.identity.ports import OpenWork, PasswordHasher
from bosonline.application.identity.signing_in import target_of
from bosonline.application.ports import Clock
from bosonline.domain.identity import Account, Client, PasswordWrong, User


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPassword:
    """Whoever acts knows the password; a wrong one counts as a guess: `PasswordWrong`, `GuessedTooOften`."""

    work: OpenWork
    hasher: PasswordHasher
    clock: Clock

    def __call__(self, *, account: Account, password: str, client: Client) -> User:
        at = self.clock()
        with self.work() as work:
            user = work.users.get(account.user)
            target = target_of(user, user.email)
            work.login_attempts.guesses(target, at=at).admit(at)
            attempt = work.login_attempts.add(target, user=user.id, client=client, at=at)
            work.commit()
        if not self.hasher.verify(user.password_hash, password):
            raise PasswordWrong
        with self.work() as work:
            work.login_attempts.succeeded(attempt)
            work.commit()
        return user
