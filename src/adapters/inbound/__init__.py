"""Adapters that call the use cases."""
