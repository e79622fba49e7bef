"""What the use cases of images need from outside."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bosonline.application.ports import Once, UnitOfWork
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import StoreId
from bosonline.domain.images import Picture, Upload, UploadKind


class ImagingBusy(Unavailable):
    """Too many images are being drawn at this moment."""

    code = "imaging-busy"
    text = "Too many images are being uploaded at the moment; try again shortly"


class Imaging(Protocol):
    """Draws images anew."""

    def __call__(self, content: bytes, /) -> Picture:
        """What is seen in a file, without anything else that was in it; `ImageInvalid`, or `ImagingBusy`.

        A large file is refused by what its head says of it, before any of it is drawn.
        """
        ...


class Uploads(Protocol):
    """What was uploaded to the work's store.

    An upload is expected from `add` on, and there from `settle` on. One that nobody names is idle; one that was idle
    for long is given up for good, and only then are its files removed: `hold` and giving up exclude each other.
    """

    def add(self, upload: Upload, /) -> None:
        """Expect an upload, idle from its beginning."""
        ...

    def settle(self, file_name: str, /, *, named: bool = False) -> bool:
        """Its files are there: from now on it can be held. False where it was given up meanwhile.

        With `named` this work names it, so that it is idle no more.
        """
        ...

    def hold(self, names: Collection[str], /) -> frozenset[str]:
        """Those images of these that are there; none is given up before this work ends, nor after if it names them."""
        ...

    def give_up_idle(self, *, at: datetime, idle_before: datetime) -> None:
        """Note which images no product, logo or form names, and give up those that were idle before an instant.

        A proof is named when it is settled, or never: one that is idle yet was forsaken.
        """
        ...

    def give_up(self, kind: UploadKind, /, *, at: datetime) -> None:
        """Give up all of a kind, named or not."""
        ...

    def given_up(self, *, limit: int) -> Sequence[tuple[UploadKind, str]]:
        """Some that were given up and are not removed yet, by kind and name."""
        ...

    def remove(self, names: Collection[str], /) -> None:
        """Forget uploads that were given up."""
        ...


class HoldingWork(Protocol):
    """A transaction in which uploads can be held."""

    @property
    def uploads(self) -> Uploads: ...


class ImagesWork(UnitOfWork, Protocol):
    """A transaction on the uploads of one store."""

    @property
    def uploads(self) -> Uploads: ...


class OpenImagesWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> ImagesWork: ...


class UploadRounds(Protocol):
    """Uploads of every store, for the rounds that clear away."""

    def stores(self) -> Sequence[StoreId]:
        """The stores that have any."""
        ...
