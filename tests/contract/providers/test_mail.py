"""Mail handed over to a server that speaks SMTP."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import StringIO
from time import monotonic

import pytest

from bosonline.adapters.outbound.mail import ConsoleMailer, MailUndeliverable, SmtpMailer, mailer, smtp
from bosonline.application.identity.ports import Mail
from bosonline.domain.identity import Email

MAIL = Mail(
    to_name="Siti Rahma",
    to_address=Email("siti@example.com"),
    subject="Buat kata sandi baru",
    text="Halo Siti \u2603,\n\nhttps://bosonline.example/reset-password?token=x\n.\nSalam",
)
SENDER = "BosOnline <no-reply@bosonline.example>"


@dataclass(slots=True)
class MailServer:
    """Takes one mail after another; `answers` replaces what it says to a command."""

    answers: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._converse(stream)

    def _converse(self, stream: object) -> None:
        read, write = stream.readline, stream.write  # type: ignore[attr-defined]

        def say(text: str) -> None:
            write(f"{text}\r\n".encode())
            stream.flush()  # type: ignore[attr-defined]

        say(self.answers.get("", "220 ready"))
        while line := read().decode().strip():
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            self.commands.append(f"{verb} {rest}")
            answer = self.answers.get(
                verb, {"EHLO": "250-here\r\n250 AUTH PLAIN", "DATA": "354 go on"}.get(verb, "250 fine")
            )
            if answer == "silence":
                self.over.wait(20)
                return
            say(answer)
            if answer.startswith("354"):
                content = b""
                while (part := read()) != b".\r\n":
                    content += part.removeprefix(b".") if part.startswith(b"..") else part
                self.letters.append(message_from_bytes(content, policy=policy.default))
                say("250 taken")
            if verb == "QUIT":
                return


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on this machine."""
    made = MailServer()
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    yield made
    made.over.set()
    made.listening.shutdown(socket.SHUT_RDWR)
    made.listening.close()
    thread.join(20)


@pytest.fixture
def sender(server: MailServer) -> Callable[..., SmtpMailer]:
    """Makes a mailer that hands over to the server."""

    def make(user: str = "") -> SmtpMailer:
        return SmtpMailer(f"smtp://{user}127.0.0.1:{server.port}", sender=SENDER, timeout=2)

    return make


def test_a_mail_arrives_whole(server: MailServer, sender: Callable[..., SmtpMailer]) -> None:
    sender().send(MAIL)

    (letter,) = server.letters
    assert letter["From"] == SENDER
    assert letter["To"] == "Siti Rahma <siti@example.com>"
    assert letter["Subject"] == MAIL.subject
    assert letter["Message-ID"].endswith("@bosonline.example>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"]
    assert letter.get_content().replace("\r\n", "\n").strip() == MAIL.text
    assert "MAIL FROM:<no-reply@bosonline.example>" in server.commands
    assert "RCPT TO:<siti@example.com>" in server.commands


@pytest.mark.parametrize("answer", ["221 bye", "500 what?", "silence"])
def test_a_mail_that_was_taken_is_sent_whatever_the_farewell(
    server: MailServer, sender: Callable[..., SmtpMailer], answer: str
) -> None:
    server.answers["QUIT"] = answer

    sender().send(MAIL)

    assert len(server.letters) == 1


def test_names_cannot_write_headers(server: MailServer, sender: Callable[..., SmtpMailer]) -> None:
    sender().send(
        Mail(
            to_name='Siti"\r\nBcc: thief@example.com, <x@example.com>',
            to_address=MAIL.to_address,
            subject="Halo\nBcc: thief@example.com",
            text="x",
        )
    )

    (letter,) = server.letters
    assert letter["Bcc"] is None
    assert [address.addr_spec for address in letter["To"].addresses] == ["siti@example.com"]
    assert [command for command in server.commands if command.startswith("RCPT")] == ["RCPT TO:<siti@example.com>"]


def test_it_signs_in_where_the_url_names_a_user(server: MailServer, sender: Callable[..., SmtpMailer]) -> None:
    server.answers["AUTH"] = "235 welcome"

    sender("si%40ti:pass%2Fword@").send(MAIL)

    assert "AUTH PLAIN AHNpQHRpAHBhc3Mvd29yZA==" in server.commands


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("", "554 not now"),
        ("AUTH", "535 wrong"),
        ("RCPT", "550 nobody"),
        ("DATA", "451 full"),
        ("EHLO", "silence"),
        ("MAIL", "silence"),
    ],
)
def test_a_server_that_does_not_take_it(
    server: MailServer, sender: Callable[..., SmtpMailer], command: str, answer: str
) -> None:
    server.answers[command] = answer
    began = monotonic()

    with pytest.raises(MailUndeliverable):
        sender("siti:secret@").send(MAIL)
    assert server.letters == []
    assert monotonic() - began < 10


def test_a_server_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(MailUndeliverable):
        SmtpMailer(f"smtp://127.0.0.1:{port}", sender=SENDER).send(MAIL)


def test_no_password_goes_to_another_machine_in_the_clear(
    server: MailServer, sender: Callable[..., SmtpMailer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_THIS_MACHINE", ())

    with pytest.raises(MailUndeliverable):
        sender("siti:secret@").send(MAIL)
    assert not any(command.startswith("AUTH") for command in server.commands)


def test_the_terminal_shows_all_of_it() -> None:
    stream = StringIO()

    ConsoleMailer(stream).send(MAIL)

    assert MAIL.text in stream.getvalue()
    assert "Siti Rahma <siti@example.com>" in stream.getvalue()


def test_a_url_names_the_mailer() -> None:
    assert isinstance(mailer("console:", sender=SENDER), ConsoleMailer)
    assert isinstance(mailer("smtps://mail.example", sender=SENDER), SmtpMailer)
    for wrong in ("", "http://mail.example", "smtp:", "smtp://"):
        with pytest.raises(ValueError, match="mail URL"):
            mailer(wrong, sender=SENDER)
