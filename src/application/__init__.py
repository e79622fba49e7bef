"""The use cases and the ports they need: one package per capability."""
