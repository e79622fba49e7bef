"""Files of sheets: csv by the standard library, xlsx by xlsxwriter and calamine."""

import tempfile
from collections.abc import Callable
from typing import BinaryIO, cast

from bosonline.adapters.outbound.spreadsheets.csv_files import read_csv, write_csv
from bosonline.application.spreadsheets import RawSheet, Sheet, SheetFormat

_ZIP = b"PK\x03\x04"
_IN_MEMORY = 1 << 20


class FileSpreadsheets:
    """Sheets as files, read by their content alone."""

    def write(self, sheet: Sheet, form: SheetFormat, /) -> BinaryIO:
        file = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  # whoever gets it closes it
        try:
            _writer(form)(sheet, file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def read(self, content: bytes, /) -> RawSheet:
        if not content.startswith(_ZIP):
            return read_csv(content)
        from bosonline.adapters.outbound.spreadsheets.xlsx_files import read_xlsx  # noqa: PLC0415  # as below

        return read_xlsx(content)


def _writer(form: SheetFormat) -> Callable[[Sheet, BinaryIO], None]:
    if form is SheetFormat.CSV:
        return write_csv
    from bosonline.adapters.outbound.spreadsheets.xlsx_files import write_xlsx  # noqa: PLC0415  # it loads libraries

    return write_xlsx
