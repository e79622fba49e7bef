"""Mail that stays here."""

from dataclasses import dataclass, field

from bosonline.application.identity.ports import Mail


@dataclass(slots=True)
class MemoryMailer:
    """Keeps what it is given to send."""

    sent: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> None:
        self.sent.append(mail)
