"""What a password must be, and how often it may be guessed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bosonline.domain.errors import Rejected, Throttled
from bosonline.domain.identity.email import Email

LEAST_LENGTH = 8
GUESSING_WINDOW = timedelta(hours=1)
MOST_GUESSES = 100
FREE_GUESSES = 10
LONGEST_DELAY = timedelta(minutes=1)


class PasswordWeak(Rejected):
    """Too short, the e-mail address itself, or easy to guess; the fact `reasons` lists which."""

    code = "password-weak"
    text = "A password has at least 8 characters, is not the e-mail address, and is not easy to guess"
    field = "password"


class PasswordWrong(Rejected):
    """The present password, asked for once more, is another one."""

    code = "password-wrong"
    text = "That is not your present password"
    field = "password"


class GuessedTooOften(Throttled):
    """Too many wrong passwords for one account."""

    code = "guessed-too-often"
    text = "Too many wrong passwords for this account; try again in {retry_after} seconds"


def check_password(password: str, *, email: Email, is_easy_to_guess: bool, field: str = "password") -> None:
    """Refuse with `PasswordWeak`, which tells every rule that is broken; `field` names the member to blame."""
    reasons = []
    if len(password) < LEAST_LENGTH:
        reasons.append("too-short")
    if password.strip().lower() in (email, email.partition("@")[0]):
        reasons.append("is-the-email")
    if is_easy_to_guess:
        reasons.append("easy-to-guess")
    if reasons:
        raise PasswordWeak(reasons=reasons, field=field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """The wrong passwords for one account within the window that ends now.

    `failed` counts them all, from the one at `first_at` to the one at `last_at`; `in_a_row` counts those after the
    last right password.
    """

    failed: int = 0
    in_a_row: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None

    def admit(self, at: datetime) -> None:
        """Refuse with `GuessedTooOften` while the next guess is not due."""
        due = self._due_at()
        if due is not None and at < due:
            raise GuessedTooOften(retry_after=max(1, -(-(due - at) // timedelta(seconds=1))))

    def _due_at(self) -> datetime | None:
        if self.first_at is None or self.last_at is None:
            return None
        if self.failed >= MOST_GUESSES:
            return self.first_at + GUESSING_WINDOW
        if self.in_a_row < FREE_GUESSES:
            return None
        return self.last_at + min(timedelta(seconds=2 ** min(self.in_a_row - FREE_GUESSES, 10)), LONGEST_DELAY)
