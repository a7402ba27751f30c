"""Made-up Hubs whose published numbers are attacked: what is so, counted here; what is told, read from their files.

Enters: how many schools, a seed. Leaves: counts of each school; what every file says at each place. A percentage says
no more than the two numbers of which it is made.
"""

import csv
import datetime as dt
import io
import random
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow.parquet as pq
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.hub.board import board
from careers_workbook.hub.comparison.round_comparison import compare_round
from careers_workbook.hub.publication.publication import publish
from careers_workbook.hub.publication.published import NOT_APPLICABLE
from careers_workbook.hub.tables.consolidated import consolidate
from careers_workbook.hub.tables.tidy_columns import TABLES
from careers_workbook.reports.hub.master_workbook import hub_workbook
from tests.support import hub_leavers as leavers
from tests.support.hub_leavers import PLACES, Leaver, is_open
from tests.support.hub_rounds import COLLECTIONS, a_round, hub_folder
from tests.support.rounding_attack import ALL_LEAVERS, AUTUMN, EET, LATER, NO_ANSWER, SUSTAINED, Cell, Place, Told

YEARS = leavers.years(COLLECTIONS[0].opens)
LAST = len(COLLECTIONS) - 1
Schools = Mapping[int, tuple[Leaver, ...]]
_IN_EET = "In education, employment or training"
_IN_SHORT = {
    "Leavers": ("Number", ALL_LEAVERS),
    "In education, employment or training in the autumn": ("Number", _IN_EET),
    "The same in percent": ("Percent", _IN_EET),
    "Sustained for six months": ("Number", SUSTAINED),
    "Sustained in percent": ("Percent", SUSTAINED),
}
_RESTS_ON = {_IN_EET: AUTUMN, SUSTAINED: LATER}
_GROUPS = {group.capitalize(): group for group, _ in PLACES.values()}
SYMBOLS = {"[c]", "[z]", "[x]", "[u]", "[low]"}
_FROM = 50
"""Leavers from whom on there are percentages."""
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@dataclass(frozen=True)
class Drawn:
    """A Hub in every round: its schools' leavers, which are revised from one to the next, and its secret."""

    rounds: tuple[Schools, ...]
    secret: bytes

    def counts(self, turn: int) -> list[Counter[Cell]]:
        """What each school knows in a round."""
        return [counted(school, COLLECTIONS[turn].due) for school in self.rounds[turn].values()]


def drawn(schools: int, seed: int) -> Drawn:
    """Cohorts around a median of 14, and 0 to 77, as in the national figures."""
    draw = random.Random(f"{schools} {seed}")
    rounds: list[Schools] = [{n: leavers.first(YEARS, draw) for n in range(schools)}]
    for _ in COLLECTIONS[1:]:
        rounds.append({n: leavers.revised(one, YEARS, draw) for n, one in rounds[-1].items()})
    return Drawn(tuple(rounds), draw.randbytes(32))


def counted(school: Sequence[Leaver], today: dt.date) -> Counter[Cell]:
    """A school's leavers by what is known of them on a day."""
    found: Counter[Cell] = Counter()
    for one in school:
        row = one.row(today)
        groups = {point: str(row.get(point, NO_ANSWER)) for point in leavers.POINTS if is_open(point, one.year, today)}
        groups |= {point: PLACES[said][0] for point, said in groups.items() if said in PLACES and point != LATER}
        found.update([Cell(one.year), *(Cell(one.year, point, group) for point, group in groups.items())])
        found[Cell(one.year, LATER, SUSTAINED)] += groups.get(LATER) == "Yes" and groups["autumn"] in EET
    return found


def together(counts: Sequence[Mapping[Cell, int]]) -> Counter[Cell]:
    """The numbers of several schools."""
    found: Counter[Cell] = Counter()
    for one in counts:
        found.update(one)
    return found


def made(schools: Schools, secret: bytes, turn: int = LAST) -> dict[str, bytes]:
    """The files that a Hub of these schools publishes in a round: every table and the workbook."""
    around = a_round(hub_folder(Path("hub")), COLLECTIONS[turn], schools)
    published = replace(publish(around, secret), made=COLLECTIONS[turn].due)
    beside = compare_round(around, None)
    tables = consolidate(beside, published, internal=False)
    master = hub_workbook(tables, board(tables, beside))
    found = {f"{name}.csv": tables.csv(name) for name in TABLES}
    return found | {f"{name}.parquet": tables.parquet(name) for name in TABLES} | {"master.xlsx": master}


def told(schools: Schools, secret: bytes, turn: int = LAST) -> Told:
    """What these files say."""
    files = made(schools, secret, turn)
    return read(files["destinations.csv"], files["destinations.parquet"], files["master.xlsx"])


def read(table: bytes, parquet: bytes, workbook: bytes) -> Told:
    """What all of them say. A percentage says nothing that the two numbers do not say of which it is made."""
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert rows == pq.read_table(io.BytesIO(parquet)).to_pylist()
    said = {
        (measure, Place(row["checkpoint"], row["leaving_year"], row["group"])): row[column]
        for row in rows
        for measure, column in (("Number", "leavers"), ("Percent", "percent"))
    }
    book, names = openpyxl.load_workbook(io.BytesIO(workbook)), {row["label"]: row["checkpoint"] for row in rows}
    sheets = [sheet for sheet in book if sheet.title.startswith(("Leavers", "Destinations"))]
    in_tables = {key: text for sheet in sheets for key, text in _in_the_workbook(sheet, names)}
    in_short = {key: text for key, text in in_tables.items() if not key[1].checkpoint}
    if in_tables:
        in_tables |= dict.fromkeys(_left_out(said), NOT_APPLICABLE)
    assert in_tables == {**said, **in_short} or not (in_tables or any(map(str.isdigit, said.values())))
    _look_at_summary(book["Summary"], in_short)
    _look_at_charts(book, workbook)
    numbers = {place: text for (measure, place), text in in_tables.items() if measure == "Number"}
    for (measure, place), text in in_tables.items():
        if measure == "Percent" and text.isdigit():
            whole = int(numbers[Place(place.checkpoint or _RESTS_ON[place.column], place.year, ALL_LEAVERS)])
            assert whole >= _FROM, place
            assert int(text) == min(100, (200 * int(numbers[place]) + whole) // (2 * whole)), place
    return numbers


def _left_out(said: Mapping[tuple[str, Place], str]) -> Iterator[tuple[str, Place]]:
    """Of which time and year the workbook has no row: nothing can be known of it yet."""
    lines: dict[tuple[str, str], set[str]] = {}
    for (measure, place), text in said.items():
        if measure == "Number":
            lines.setdefault((place.checkpoint, place.year), set()).add(text)
    return (key for key in said if lines[key[1].checkpoint, key[1].year] == {NOT_APPLICABLE})


def _look_at_summary(sheet: Worksheet, in_short: Mapping[tuple[str, Place], str]) -> None:
    """Its figures of leavers are those of a leaving year in short."""
    for name, number, whole, percent, *_ in sheet.iter_rows(max_col=5, values_only=True):
        if str(name).startswith("Leavers"):
            years: dict[str, set[str]] = {}
            for (measure, place), text in in_short.items():
                years.setdefault(place.year, set()).add(text if measure == "Number" else f"{text}%")
            told = {_text(number), _text(whole), f"{_text(percent, 'Percent')}%"}
            assert any(told <= texts for texts in years.values())


def _in_the_workbook(sheet: Worksheet, names: Mapping[str, str]) -> Iterator[tuple[tuple[str, Place], str]]:
    """Every cell of the tables: the measure and the place, and what stands there."""
    for table in sheet.tables.values():
        heads, *lines = ([cell.value for cell in row] for row in sheet[table.ref])
        for line in lines:
            row = {str(head): value for head, value in zip(heads, line, strict=True)}
            year = str(row.pop("Leaving year"))
            point, measure = names.get(str(row.pop("Time", ""))), row.pop("Measure", "")
            for head, value in row.items():
                if point:
                    group = head if point == LATER else _GROUPS.get(head, head)
                    yield (str(measure), Place(point, year, group)), _text(value, measure)
                else:
                    yield (_IN_SHORT[head][0], Place("", year, _IN_SHORT[head][1])), _text(value, _IN_SHORT[head][0])


def _text(value: object, measure: object = "Number") -> str:
    factor = 100 if measure == "Percent" else 1
    return str(round(factor * value)) if isinstance(value, int | float) else str(value)


def _look_at_charts(book: openpyxl.Workbook, data: bytes) -> None:
    """What a chart keeps of cells is what stands in them; it draws nothing, a 0, for a symbol."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        charts = [ET.fromstring(parts.read(name)) for name in parts.namelist() if name.startswith("xl/charts/chart")]
    for kept in (one for chart in charts for one in chart.iter() if one.tag in (f"{_C}numRef", f"{_C}strRef")):
        sheet, area = kept.findtext(f"{_C}f", "").rsplit("!", 1)
        cells = [cell.value for row in book[sheet.strip("'")][area.replace("$", "")] for cell in row]
        for point in kept.iter(f"{_C}pt"):
            text = _text(cells[int(point.attrib["idx"])])
            assert point.findtext(f"{_C}v") == (text if text not in SYMBOLS else "0")
