"""The ports of jobs on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.jobs import JobsContract


class TestJobs(JobsContract):
    pass
