"""Adapters that serve the ports of the use cases."""
