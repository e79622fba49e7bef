"""Files in a local folder or in a bucket that speaks S3."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bosonline.adapters.outbound.files.objects import ObjectFiles, folder_files, s3_files


def files_at(
    url: str,
    *,
    endpoint: str | None = None,
    region: str | None = None,
    access_key: str | None = None,
    secret_key: str | None = None,
) -> ObjectFiles:
    """The files at `file:///folder` or `s3://bucket/prefix`; nothing is opened or made before the first use."""
    split = urlsplit(url)
    if split.scheme == "file":
        return folder_files(Path(unquote(split.path)))
    return s3_files(
        split.netloc,
        split.path.strip("/"),
        endpoint=endpoint,
        region=region,
        access_key=access_key,
        secret_key=secret_key,
    )


__all__ = ["ObjectFiles", "files_at", "folder_files", "s3_files"]
