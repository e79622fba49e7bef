"""The domain name system, and the names under which domains are registered."""

from bosonline.adapters.outbound.dns.records import DnsRecords
from bosonline.adapters.outbound.dns.suffixes import ListedSuffixes

__all__ = ["DnsRecords", "ListedSuffixes"]
