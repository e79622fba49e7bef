"""Images are uploaded, used, forgotten and cleared away, whatever is interrupted."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.application.files import FilesUnavailable
from bosonline.application.images import demand_uploaded
from bosonline.application.ports import Once, Replayed, TwinInFlight
from bosonline.domain.identity import Member
from bosonline.domain.images import ImageInvalid, ImageUnknown, Upload, UploadKind
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.uploads import hold, sell
from bosonline.testing.stores import open_as
from bosonline.testing.uploads import drawn, images_on


class Killed(BaseException):
    """The process ended at this point."""


class Files(MemoryFiles):
    """Files that run out of luck after some more acts."""

    def __init__(self, backend: Backend) -> None:
        super().__init__(backend.clock)
        self.acts_left, self.failure = 1_000_000, Killed

    def put(self, key: str, content: bytes | Iterable[bytes], /) -> int:
        self._act()
        return super().put(key, content)

    def remove(self, key: str, /) -> None:
        self._act()
        super().remove(key)

    def keys(self, store: int) -> list[str]:
        """All that is kept of a store."""
        return sorted(self.older_than(datetime.max.replace(tzinfo=self._clock().tzinfo), str(store)))

    def fail_after(self, acts: int, failure: type[BaseException] = Killed) -> None:
        """Let so many acts pass, and no more."""
        self.acts_left, self.failure = acts, failure  # type: ignore[assignment]  # any failure

    def _act(self) -> None:
        self.acts_left -= 1
        if self.acts_left < 0:
            raise self.failure


@pytest.fixture
def siti(backend: Backend) -> Member:
    return open_as(backend, "kopisiti")


@pytest.fixture
def files(backend: Backend) -> Files:
    return Files(backend)


def upload(backend: Backend, files: Files, member: Member, once: Once | None = None) -> Upload:
    return images_on(backend, files).upload(store=member.store, by=member.user, content=drawn(), once=once)


def clear(backend: Backend, files: Files, *, days: float) -> int:
    backend.clock.advance(days=days)
    return images_on(backend, files).clear()


def test_an_upload_is_kept_with_its_thumbnail_and_can_be_used(backend: Backend, siti: Member, files: Files) -> None:
    kept = upload(backend, files, siti)

    assert files.keys(siti.store) == sorted(kept.keys)
    assert (files.size(kept.keys[0]), kept.width, kept.height) == (kept.size, 64, 48)
    assert hold(backend, siti.store, kept.file_name) == {kept.file_name}


def test_what_is_no_image_leaves_nothing(backend: Backend, siti: Member, files: Files) -> None:
    with pytest.raises(ImageInvalid):
        images_on(backend, files).upload(store=siti.store, by=siti.user, content=b"none")
    assert files.keys(siti.store) == []
    assert clear(backend, files, days=9) == 0


def test_what_nobody_uses_is_cleared_away_after_a_day(backend: Backend, siti: Member, files: Files) -> None:
    budi = open_as(backend, "tehbudi")
    used, unused, others = (upload(backend, files, member) for member in (siti, siti, budi))
    sell(backend, siti.store, "KOPI", images=(used.file_name,))

    assert clear(backend, files, days=0.9) == 0
    assert clear(backend, files, days=0.2) == 2
    assert clear(backend, files, days=9) == 0
    assert files.keys(siti.store) == sorted(used.keys)
    assert files.keys(budi.store) == []
    with pytest.raises(ImageUnknown), backend.work(siti.store) as work:
        demand_uploaded(work, [used.file_name, unused.file_name])
    assert others.store == budi.store


def test_what_is_used_no_more_is_cleared_away_a_day_later(backend: Backend, siti: Member, files: Files) -> None:
    kept = upload(backend, files, siti)
    for logo, cleared in ((kept.file_name, [0, 0, 0]), (None, [0, 0, 1])):
        with backend.work(siti.store) as work:
            store = work.stores.get()
            if logo is not None:
                demand_uploaded(work, [logo], field="logo")
            store.logo = logo
            work.stores.save(store)
            work.commit()
        assert [clear(backend, files, days=days) for days in (2, 0.5, 0.6)] == cleared
    assert files.keys(siti.store) == []


@pytest.mark.parametrize("acts", [0, 1])
def test_an_upload_that_was_killed_is_cleared_away(backend: Backend, siti: Member, files: Files, acts: int) -> None:
    files.fail_after(acts)
    with pytest.raises(Killed):
        upload(backend, files, siti)
    assert len(files.keys(siti.store)) == acts
    files.fail_after(1000)

    assert clear(backend, files, days=1.1) == 1
    assert files.keys(siti.store) == []
    assert clear(backend, files, days=9) == 0


@pytest.mark.parametrize("acts", [0, 1, 2, 3])
def test_clearing_that_was_killed_is_gone_on_with(backend: Backend, siti: Member, files: Files, acts: int) -> None:
    kept = [upload(backend, files, siti) for _ in range(2)]
    files.fail_after(acts)
    with pytest.raises(Killed):
        clear(backend, files, days=1.1)
    assert len(files.keys(siti.store)) == 4 - acts
    assert hold(backend, siti.store, *(one.file_name for one in kept)) == frozenset()
    files.fail_after(1000)

    assert clear(backend, files, days=0) == 2
    assert files.keys(siti.store) == []


def test_files_that_are_gone_already_do_not_matter(backend: Backend, siti: Member, files: Files) -> None:
    for key in upload(backend, files, siti).keys:
        files.remove(key)

    assert clear(backend, files, days=1.1) == 1
    assert clear(backend, files, days=1.1) == 0


def test_all_of_a_kind_are_removed_at_once(backend: Backend, siti: Member, files: Files) -> None:
    budi = open_as(backend, "tehbudi")
    mine, theirs = upload(backend, files, siti), upload(backend, files, budi)
    sell(backend, siti.store, "KOPI", images=(mine.file_name,))

    assert images_on(backend, files).clear.all_of(store=siti.store, kind=UploadKind.IMAGE) == 1
    assert files.keys(siti.store) == []
    assert files.keys(budi.store) == sorted(theirs.keys)


def test_a_key_that_met_a_full_disk_is_free_again(backend: Backend, siti: Member, files: Files) -> None:
    once = Once(scope="user:1 POST", key="k", fingerprint="f", returns=Upload)
    files.fail_after(1, FilesUnavailable)
    with pytest.raises(FilesUnavailable):
        upload(backend, files, siti, once)
    files.fail_after(1000)

    kept = upload(backend, files, siti, once)
    with pytest.raises(Replayed) as replayed:
        upload(backend, files, siti, once)
    assert replayed.value.result == kept
    assert clear(backend, files, days=1.1) == 2


def test_a_twin_of_an_upload_under_way_is_told_so(backend: Backend, siti: Member, files: Files) -> None:
    once = Once(scope="user:1 POST", key="k", fingerprint="f", returns=Upload)
    files.fail_after(0)
    with pytest.raises(Killed):
        upload(backend, files, siti, once)
    files.fail_after(1000)
    with pytest.raises(TwinInFlight):
        upload(backend, files, siti, once)
    backend.clock.now += timedelta(minutes=3)

    assert upload(backend, files, siti, once).size > 0
