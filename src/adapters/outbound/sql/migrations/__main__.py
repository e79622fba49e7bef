"""For developers: write the next revision from what the tables have become. Its one argument says what it does."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.migrations import alembic_config, migrate, newest_revision

_ALEMBICS_REMARKS = re.compile(r" *# ### .* ###\n")


def main(message: str) -> None:
    """Write the revision; it is made on SQLite and must be read, and run on both databases, before it is kept."""
    try:
        number = int(newest_revision()) + 1
    except ValueError:
        number = 1
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        if number > 1:
            migrate(url)
        database = Database(url, pool_size=1)
        with database.writing.begin() as connection:
            config = alembic_config(connection)
            script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        database.dispose()
    path = Path(script.path)  # type: ignore[union-attr]  # a single revision is given as it is
    path.write_text(_ALEMBICS_REMARKS.sub("", path.read_text()))
    for step in (["check", "--select", "F401,I", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, "--quiet", str(path)], check=True)  # noqa: S603  # ours
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change the schema")
