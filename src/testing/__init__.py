"""For those who test against BosOnline: strategies, in-memory backends and the contracts of the ports."""
