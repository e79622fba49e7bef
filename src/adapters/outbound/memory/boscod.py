"""Boscod where there is none."""


class NoBoscodTokens:
    """For installations where stores have no access to Boscod of their own."""

    def of(self, store: object) -> None:  # noqa: ARG002  # the port's signature
        return None
