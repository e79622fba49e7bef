"""Mail: to the terminal at the desk, by SMTP in earnest."""

from bosonline.adapters.outbound.mail.console import ConsoleMailer
from bosonline.adapters.outbound.mail.smtp import MailUndeliverable, SmtpMailer

__all__ = ["ConsoleMailer", "MailUndeliverable", "SmtpMailer", "mailer"]


def mailer(url: str, *, sender: str) -> ConsoleMailer | SmtpMailer:
    """The mailer that a URL names: `console:`, `smtp://user:password@host:port` or `smtps://...`.

    Raises ValueError for any other.
    """
    return ConsoleMailer() if url == "console:" else SmtpMailer(url, sender=sender)
