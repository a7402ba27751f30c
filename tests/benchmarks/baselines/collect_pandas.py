"""What a Hub would write today: every workbook of a folder with openpyxl, all answers into one table with pandas.

Enters: the folder of returns, the CSV to write. A line an answer: the file, the URN on its last sheet, the sheet, the
ref, the heading, the value. It checks nothing, keeps nothing and leaves out what cannot be opened.
"""

import sys
from pathlib import Path

import openpyxl
import pandas as pd

LABEL = "About this workbook"


def answers(path: Path) -> list[dict[str, object]]:
    """Every cell right of a ref, by the heading above it."""
    book = openpyxl.load_workbook(path, data_only=True)
    urn, found = "", []
    for name, value, *_ in book[LABEL].iter_rows(values_only=True) if LABEL in book.sheetnames else ():
        urn = str(value) if name == "School URN" else urn
    for sheet in book.worksheets:
        headings: list[object] = []
        for row in sheet.iter_rows(values_only=True):
            if not any(row):
                headings = []
            elif "Ref" in row:
                headings = list(row)
            elif headings and (ref := row[headings.index("Ref")]):
                for heading, value in zip(headings, row, strict=False):
                    if heading not in (None, "Ref"):
                        told = {"sheet": sheet.title, "ref": ref, "column": heading, "value": value}
                        found.append({"file": path.name, "urn": urn, **told})
    book.close()
    return found


def main() -> None:
    rows: list[dict[str, object]] = []
    for path in sorted(Path(sys.argv[1]).glob("**/*.xlsx")):
        try:
            rows += answers(path)
        except (OSError, ValueError, KeyError) as error:
            print(f"{path.name}: {error}")
    table = pd.DataFrame(rows)
    table.to_csv(sys.argv[2], index=False)
    print(len(table), "answers of", table["file"].nunique(), "files")


main()
