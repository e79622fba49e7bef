"""Mail for the desk: it is written to the terminal."""

import sys
from typing import TextIO

from bosonline.application.identity.ports import Mail


class ConsoleMailer:
    """Writes every mail to a stream, by default standard error."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, mail: Mail) -> None:
        stream = self._stream or sys.stderr
        stream.write(f"\nTo: {mail.to_name} <{mail.to_address}>\nSubject: {mail.subject}\n\n{mail.text}\n")
        stream.flush()
