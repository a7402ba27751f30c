"""Workbooks as somebody would write them with xlsxwriter in a loop: every cell, rule, format, table for each school.

Called with a JSON file of what is written (calls of xlsxwriter, with {urn} and {name} for the school's), a folder, and
a number of schools. It makes no charts and works out no texts, formulas, widths or heights: less than the program does.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any

import xlsxwriter

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def main(calls: Path, folder: Path, number: int) -> None:
    """One workbook a school; then what one took: seconds of processor time, without the start of Python."""
    wanted = json.loads(calls.read_text(encoding="utf-8"))
    begun = time.process_time()
    for at in range(number):
        build(wanted, folder, f"{990001 + at}", f"School in Street {at}")
    print((time.process_time() - begun) / number)


def build(wanted: dict[str, Any], folder: Path, urn: str, name: str) -> None:
    """One workbook."""
    with xlsxwriter.Workbook(folder / f"{urn} {name} - careers checklist.xlsx", dict(_OPTIONS)) as book:
        book.set_properties({"title": f"Careers checklist: {name}", "created": dt.datetime(2020, 1, 1)})  # noqa: DTZ001
        formats = [book.add_format(look) for look in wanted["formats"]]

        def given(value: Any) -> Any:
            if isinstance(value, str):
                return value.replace("{urn}", urn).replace("{name}", name) if "{" in value else value
            if isinstance(value, list):
                return [given(each) for each in value]
            if not isinstance(value, dict):
                return value
            if "format" in value and len(value) == 1 and isinstance(value["format"], int):
                return formats[value["format"]]
            return dt.date.fromisoformat(value["date"]) if "date" in value else {k: given(v) for k, v in value.items()}

        sheets = [book.add_worksheet(sheet["title"]) for sheet in wanted["sheets"]]
        for sheet, planned in zip(sheets, wanted["sheets"], strict=True):
            for method, values in planned["calls"]:
                getattr(sheet, method)(*map(given, values))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
