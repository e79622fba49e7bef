"""`python -m bosonline.adapters.outbound.paper.run`: one printout, as `ReportlabPress` hands it over, becomes a PDF."""

import os
import pickle
import sys

from bosonline.adapters.outbound.paper.printing import printed

LESS_URGENT = 10
"""How far a run stands back behind what answers requests."""


def main() -> None:
    """Read a printout from the standard input, and write the PDF to the standard output."""
    if sys.platform != "win32":
        os.nice(LESS_URGENT)
    printout = pickle.load(sys.stdin.buffer)  # noqa: S301  # what started this process wrote it
    sys.stdout.buffer.write(printed(printout))


if __name__ == "__main__":
    main()
