"""`python -m benchmarks.region_search`: how long a search for a place takes, and what memory it needs.

Times are those of the processor, so that whatever else the machine does is left out. On two busy cores, Python 3.11:
median 0.3 ms, p99 under 6 ms over all (one search of four words that half the country is called by), the others under
3 ms. The first search takes 1 s. 11 MiB stay in use, and about 8 more are free again right after reading.
"""

import gc
import gzip  # noqa: F401  # what a serving process has loaded anyway does not count
import sys
import unicodedata  # noqa: F401
from collections.abc import Sequence
from heapq import merge  # noqa: F401
from importlib import resources  # noqa: F401
from pathlib import Path
from statistics import median
from time import thread_time

import bosonline.domain.stores  # noqa: F401
from bosonline.adapters.outbound.regions import KemendagriRegions

ROUNDS = 20
LIMIT = 10
TYPED = (
    "cibinong bogor", "bogor cibinong", "setiabudi jaksel", "setia budi jaksel", "jaksel", "kota bogor", "kab bogor",
    "bogor", "bandung", "kota bandung", "coblong bdg", "serpong tangsel", "gubeng sby", "jati asih bekasi", "jogja",
    "depok sleman", "kotagede jogja", "kota gede yogya", "banjarsari solo", "makasar jaktim", "tembalang smg jateng",
    "16911", "16911 cibinong", "169", "kec kemang bogor", "kel menteng jakpus", "ds sukamaju cilodong depok",
    "cibinang bogor", "cibinogn bogor", "stiabudi jaksel", "tebed jaksel", "gambri", "cibinong bogr",
    "perumahan griya asri rt 02 rw 03 cibinong bogor", "Cibinong, Kab. Bogor, Jawa Barat 16911",
    "Lubuk Linggau Selatan I, Kota Lubuk Linggau, Sumatera Selatan", "tanjung jaya barat", "suka maju jaya baru",
    "c", "ci", "cib", "cibi", "cibin", "tan", "tanjung", "suka", "jawa barat", "dki jakarta", "kota", "zzzzzz",
)  # fmt: skip
"""What people type: whole, in pieces as they type, shortened, misspelt, and what finds a great deal or nothing."""


def main() -> None:
    """Print the figures."""
    regions = KemendagriRegions()
    before = _resident()
    first = _seconds(regions, "gambir")
    gc.collect()
    print(f"first search, which reads everything: {first * 1000:.0f} ms; {_resident() - before:.1f} MiB added")
    times = {typed: [_seconds(regions, typed) for _ in range(ROUNDS)] for typed in TYPED}
    everything = sorted(time for taken in times.values() for time in taken)
    print(f"{len(TYPED)} searches, {ROUNDS} times each: median {_ms(everything, 0.5)}, p99 {_ms(everything, 0.99)}")
    for typed, taken in sorted(times.items(), key=lambda found: -median(found[1]))[:5]:
        print(f"  {median(taken) * 1000:6.2f} ms  {typed}")


def _seconds(regions: KemendagriRegions, typed: str) -> float:
    began = thread_time()
    regions.search(typed, limit=LIMIT)
    return thread_time() - began


def _ms(ordered: Sequence[float], share: float) -> str:
    return f"{ordered[int(len(ordered) * share)] * 1000:.2f} ms"


def _resident() -> float:
    if sys.platform != "linux":
        return 0.0
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


if __name__ == "__main__":
    main()
