"""The revisions, numbered in one line."""
