"""Refusals by kind.

A concrete refusal stands beside the rule that raises it. Its `code` is stable and part of the public contract; its
`text` is an English template that is filled with the facts of the case. The facts stay readable on the instance, so
that a caller can act on them and another language can tell them: they are plain values (text, whole numbers, booleans,
None, and lists and dicts of these), so that a refusal can be kept and given again.
"""

from functools import partial
from typing import Any, ClassVar


class Refusal(Exception):
    """What was asked is not done, for a reason that the caller can understand; nothing has changed.

    `field` names the member of the request that is at fault, where there is one (`address.district_code`).
    """

    code: ClassVar[str]
    text: ClassVar[str]
    field: ClassVar[str | None] = None

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text.format_map(facts))

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), **self.facts), ()


class NotFound(Refusal):
    """There is no such record, or not for this caller: the two are never told apart."""

    code = "not-found"
    text = "Record not found"


class Conflict(Refusal):
    """The state of the record does not allow it now."""

    code = "conflict"
    text = "The state of the record does not allow this now"


class ChangedMeanwhile(Conflict):
    """Somebody else saved the record between load and save; the same call may well succeed if made again."""

    code = "changed-meanwhile"
    text = "The record has changed meanwhile; load it again and repeat what you meant to change"


class Rejected(Refusal):
    """What was given can never be accepted as it stands."""

    code = "rejected"
    text = "This cannot be accepted"


class Unauthenticated(Refusal):
    """Nobody is signed in, or the proof of it is not valid."""

    code = "unauthenticated"
    text = "Sign in first: send a valid access token as 'Authorization: Bearer ...'"


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    code = "forbidden"
    text = "You do not have the right to do this"


class PreconditionFailed(Refusal):
    """The caller named the version that it saw, and that is not the present one."""

    code = "precondition-failed"
    text = "The record has changed since you read it; load it again"


class Throttled(Refusal):
    """Too often; the fact `retry_after` says for how many seconds to wait."""

    code = "throttled"
    text = "Too many attempts; try again in {retry_after} seconds"


class Unavailable(Refusal):
    """Something that this depends on does not answer; the fact `retry_after` (seconds) may say when to try again."""

    code = "unavailable"
    text = "A service that is needed for this does not answer at the moment; try again shortly"
