"""Files of sheets: csv by the standard library, xlsx by xlsxwriter and calamine."""

import tempfile
from typing import BinaryIO, cast

from bosonline.adapters.outbound.spreadsheets.csv_files import read_csv, write_csv
from bosonline.adapters.outbound.spreadsheets.xlsx_files import read_xlsx, write_xlsx
from bosonline.application.spreadsheets import RawSheet, Sheet, SheetFormat

_ZIP = b"PK\x03\x04"
_IN_MEMORY = 1 << 20
_WRITERS = {SheetFormat.CSV: write_csv, SheetFormat.XLSX: write_xlsx}


class FileSpreadsheets:
    """Sheets as files, read by their content alone."""

    def write(self, sheet: Sheet, form: SheetFormat, /) -> BinaryIO:
        file = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  # whoever gets it closes it
        try:
            _WRITERS[form](sheet, file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def read(self, content: bytes, /) -> RawSheet:
        return read_xlsx(content) if content.startswith(_ZIP) else read_csv(content)
