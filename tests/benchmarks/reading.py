"""What reading one return takes in a process that reads many, whole and damaged, against openpyxl's bare load.

Both sides read the same files twice and count the second time only: what is worked out of a spec once is ready then.
"""

import datetime as dt
import random
from pathlib import Path

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.demo.fill import STAGES, Hand
from careers_workbook.layout.plan import plan
from careers_workbook.spec.load import DEFAULT_SPEC, load
from tests.benchmarks.table import BASELINES, Figure, Side, told
from tests.support.damage import damaged

SENT, TODAY = dt.date(2026, 9, 14), dt.date(2027, 1, 29)
FILES = 5
OURS = """
import sys, time
from pathlib import Path
from careers_workbook.returns.read import read_file
for _ in range(2):
    start = time.process_time()
    for path in sys.argv[1:]:
        assert read_file(Path(path)).outcome != "refused"
print((time.process_time() - start) / len(sys.argv[1:]))
"""


def filled(folder: Path) -> list[Path]:
    """Returns of made-up schools as they were filled in, each with answers of its own."""
    order, found = Order(SENT), []
    layout = plan(load(DEFAULT_SPEC)).in_year(order.year)
    for number in range(FILES):
        answers = Hand(layout.spec, STAGES[number], TODAY, random.Random(number)).answers()
        school = School(f"99000{number + 1}", f"School {number + 1}", "Northmoor", "Community special school", "11-19")
        found.append(folder / f"{school.urn}.xlsx")
        found[-1].write_bytes(build(layout, school, order, answers))
    return found


def harmed(folder: Path) -> list[Path]:
    """The same, and each with a row put in, one taken out, a statement reworded and a sheet renamed."""
    sheets = [sheet for sheet in plan(load(DEFAULT_SPEC)).sheets if sheet.kind == "checklist"]
    found = filled(folder)
    for number, path in enumerate(found):
        one, other, more = (sheets[(number + step) % len(sheets)] for step in range(3))
        row = other.blocks[0].first_row
        ops = (
            (
                "insert_row",
                one.title,
                one.blocks[0].first_row + 1,
                {1: "We also meet the sixth form college", 2: "Each term"},
            ),
            ("delete_row", other.title, row + 2),
            (
                "set_cell",
                more.title,
                more.blocks[0].first_row,
                1,
                "Our careers lead is in place, and on the leadership team",
            ),
            ("rename", one.title, f"{one.title} 2027"),
        )
        path.write_bytes(damaged(path.read_bytes(), ops))
    return found


def reads(*files: Path) -> tuple[Side, Side]:
    folder, baseline = files[0].parent, (BASELINES / "load_openpyxl.py").read_text(encoding="utf-8")
    return lambda: told(OURS, *files, cwd=folder), lambda: told(baseline, *files, cwd=folder)


FIGURES = (
    Figure("read: a return as it was sent", "openpyxl's bare load", 4, lambda folder: reads(*filled(folder))),
    Figure("read: a damaged return", "openpyxl's bare load", 2, lambda folder: reads(*harmed(folder))),
)
