"""Mail by SMTP: one connection a mail, each step within a time limit, encrypted unless to this machine."""

import smtplib
import ssl
from contextlib import closing, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from bosonline.application.identity.ports import Mail
from bosonline.domain.errors import Unavailable

TIMEOUT = 10.0
_PORTS = {"smtp": 587, "smtps": 465}
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class MailUndeliverable(Unavailable):
    """The mail server does not answer, or does not take the mail."""

    code = "mail-undeliverable"
    text = "The mail could not be handed over; it will be tried again"


class SmtpMailer:
    """Hands mails to the server that a URL names.

    `smtps://` speaks TLS from the first byte. `smtp://` turns to TLS by STARTTLS; a server that does not offer it is
    refused, unless it runs on this machine.
    """

    def __init__(self, url: str, *, sender: str, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("a mail URL is console:, smtp://user:password@host:port or smtps://...")
        self._is_tls = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._timeout = timeout
        name, address = parseaddr(sender)
        self._sender = Address(display_name=name, addr_spec=address)

    def send(self, mail: Mail) -> None:
        letter = self._letter(mail)
        try:
            with closing(self._connect()) as server:
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(letter)
                with suppress(OSError, smtplib.SMTPException):  # the mail is handed over, however they part
                    server.quit()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUndeliverable(retry_after=60) from error

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._is_tls:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            server.ehlo()
            if server.has_extn("starttls") or self._host not in _THIS_MACHINE:
                server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server

    def _letter(self, mail: Mail) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._sender
        letter["To"] = Address(display_name=_one_line(mail.to_name), addr_spec=mail.to_address)
        letter["Subject"] = _one_line(mail.subject)
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self._sender.domain or None)
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(mail.text)
        return letter


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
