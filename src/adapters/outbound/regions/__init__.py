"""The places of Indonesia, from data files that come with a package."""

from bosonline.adapters.outbound.regions.kemendagri import KemendagriRegions

__all__ = ["KemendagriRegions"]
