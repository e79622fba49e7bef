"""The SQLite driver that the product takes."""

import sqlite3

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this platform
    sqlite = sqlite3

__all__ = ["sqlite"]
