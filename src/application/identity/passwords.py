"""How a new password is taken: the same way wherever somebody chooses one."""

from dataclasses import dataclass

from bosonline.application.identity.ports import PasswordHasher, PasswordStrength
from bosonline.domain.identity import Email, check_password


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePassword:
    """What to store of a chosen password; `PasswordWeak` for one that breaks a rule."""

    hasher: PasswordHasher
    strength: PasswordStrength

    def __call__(self, *, password: str, email: Email, name: str, field: str = "password") -> str:
        is_easy = self.strength.is_easy_to_guess(password, [name, email])
        check_password(password, email=email, is_easy_to_guess=is_easy, field=field)
        return self.hasher.hash(password)
