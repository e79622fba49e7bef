"""Files in memory, in a folder and in a bucket."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bosonline.adapters.outbound.files import files_at
from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.application.files import Files, FilesUnavailable
from bosonline.testing.bucket import NAME, Bucket, open_bucket
from bosonline.testing.contracts.files import FilesContract


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with open_bucket() as opened:
        yield opened


def files_in(bucket: Bucket) -> Files:
    """The files below a prefix of the bucket."""
    return files_at(
        f"s3://{NAME}/toko", endpoint=bucket.endpoint, region="id-1", access_key="AKIA", secret_key="never told"
    )


class TestFilesInMemory(FilesContract):
    @pytest.fixture
    def files(self) -> Files:
        return MemoryFiles()


class TestFilesInAFolder(FilesContract):
    @pytest.fixture
    def files(self, tmp_path: Path) -> Files:
        return files_at((tmp_path / "a folder" / "files").as_uri())


class TestFilesInABucket(FilesContract):
    @pytest.fixture
    def files(self, bucket: Bucket) -> Files:
        return files_in(bucket)


def test_nothing_is_made_before_the_first_use(tmp_path: Path) -> None:
    files = files_at((tmp_path / "files").as_uri())
    assert list(tmp_path.iterdir()) == []
    files.put("1/a", b"x")
    assert (tmp_path / "files" / "1" / "a").read_bytes() == b"x"


def test_a_folder_that_cannot_be_written_is_an_outage_until_it_can(tmp_path: Path) -> None:
    place = tmp_path / "files"
    place.write_text("in the way")
    files = files_at(place.as_uri())
    acts: tuple[Callable[[], object], ...] = (
        lambda: files.put("1/a", b"x"),
        lambda: files.put("1/a", iter([b"x"])),
        lambda: files.open("1/a"),
        lambda: files.size("1/a"),
        lambda: files.remove("1/a"),
    )
    for act in acts:
        with pytest.raises(FilesUnavailable):
            act()
    place.unlink()
    assert files.put("1/a", b"x") == 1


def test_a_disk_that_goes_away_is_an_outage(tmp_path: Path) -> None:
    place = tmp_path / "files"
    files = files_at(place.as_uri())
    files.put("1/a", b"x")
    place.rename(tmp_path / "gone")
    place.write_text("in the way")
    for content in (b"x", iter([b"x"])):
        with pytest.raises(FilesUnavailable):
            files.put("1/b", content)


def test_removing_takes_what_a_killed_writer_left(tmp_path: Path) -> None:
    files = files_at(tmp_path.as_uri())
    files.put("1/a", b"x")
    files.put("1/ab", b"x")
    (tmp_path / "1" / "a#1").write_text("half")
    assert files.size("1/a") == 1
    files.remove("1/a")
    assert [file.name for file in (tmp_path / "1").iterdir()] == ["ab"]


def test_a_bucket_keeps_them_below_its_prefix_and_sees_signed_calls_alone(bucket: Bucket) -> None:
    files_in(bucket).put("1/a", b"x")
    assert list(bucket.objects) == ["toko/1/a"]
    assert bucket.unsigned == 0


def test_a_bucket_that_is_ill_is_an_outage(bucket: Bucket) -> None:
    files = files_in(bucket)
    files.put("1/a", b"x")
    bucket.is_ill = True
    for act in (lambda: files.put("1/b", b"x"), lambda: files.open("1/a"), lambda: files.size("1/a")):
        with pytest.raises(FilesUnavailable):
            act()
    bucket.is_ill = False
    assert (files.size("1/a"), files.size("1/b")) == (1, None)


def test_a_bucket_out_of_reach_is_an_outage() -> None:
    files = files_at(f"s3://{NAME}", endpoint="http://127.0.0.1:9", access_key="AKIA", secret_key="never told")
    with pytest.raises(FilesUnavailable):
        files.put("1/a", b"x")
