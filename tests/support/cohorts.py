"""Leavers to test with: random rows, the figures that a sheet shows by its own words, and an independent count.

The count knows nothing of the program: it reads labels, walks over rows and uses days written down here.
"""

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.core.school import School
from careers_workbook.figures.leaver_counts import Cohort, Destinations
from careers_workbook.layout.plan import plan
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.returns.read import read_file
from careers_workbook.spec.load import load
from careers_workbook.spec.model import Sheet, Spec, kind_of
from careers_workbook.spec.sheets.list import TrackerSheet
from careers_workbook.spec.strict import keys_of
from tests.support.truth import FIRST_SPEC

Row = Mapping[str, str]
Shown = dict[str, dict[str, dict[str, object]]]
"""Heading of a table -> label of a row -> heading of a column -> what stands there."""
SCHOOL = School("990001", "Oak Lane School", "Northmoor", "Community special school", "11-19")
FULL = load(FIRST_SPEC)
SMALL = replace(FULL, sheets=tuple(s for s in FULL.sheets if s.kind in ("leavers", "destinations")))
"""The default spec with nothing but its sheets about leavers."""
YEARS = ("2022/23", "2023/24", "2024/25", "2025/26", "2026/27")
SUMMERS = {year: int(year[:4]) + 1 for year in YEARS}
PLACES = {option.label: str(option.group) for option in FULL.lists["destinations"]}
STILL = ("Yes", "No", "Not known")
POINTS = {
    "intended": "Intended destination",
    "autumn": "Autumn after leaving",
    "six_months": "Still there six months on?",
    **{f"year_{n}": f"{n} year{'s' if n > 1 else ''} after leaving" for n in range(1, 5)},
}
OPENS = {"autumn": (0, 9), "six_months": (1, 3), **{f"year_{n}": (n, 7) for n in range(1, 5)}}
"""Years after the summer of leaving, and the month on whose first day a checkpoint can be known."""
WORK = ("education", "apprenticeship", "employment")
TRACKER, FIGURES = "Destinations", "Destinations by year"


def made_otherwise(sheet: Sheet, **changes: object) -> Sheet:
    """The same sheet with other keys, of the kind that these make it."""
    facts = {key: getattr(sheet, key) for key in keys_of(type(sheet))} | changes
    kind = kind_of(facts)
    assert kind
    return kind(**facts)


def with_rows(spec: Spec, rows: int, **changes: object) -> Spec:
    """The spec with so many prepared rows."""
    sheets = tuple(made_otherwise(s, rows=rows, **changes) if s.kind == "leavers" else s for s in spec.sheets)
    return replace(spec, sheets=sheets)


def cells(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """Rows as a workbook is built with: L01 is the first."""
    return {(f"L{n:02d}", column): text for n, row in enumerate(rows, 1) for column, text in row.items() if text}


def built(rows: Sequence[Row], today: dt.date, spec: Spec = SMALL) -> bytes:
    """A workbook for 2026/27 with these leavers."""
    prepared = with_rows(spec, max(1, len(rows)))
    return build(plan(prepared), SCHOOL, Order(today, school_year=2026), cells(rows))


_place = st.sampled_from(sorted(PLACES))
_spoilt = st.sampled_from(["somewhere", "*", "fe college?", "=1+1", "Not  known", " not known ", "YES"])
_odd_year = st.sampled_from(["", "", "2019/20", "soon", " 2024/25 "])


def rows(least: int = 0, most: int = 25, *, spoilt: bool = True) -> st.SearchStrategy[list[Row]]:
    """Leavers as a school may fill them in; `spoilt`: also with words that nobody offers."""
    odd = (_spoilt,) if spoilt else ()
    years = st.one_of(st.sampled_from(YEARS), st.sampled_from(YEARS), *((_odd_year,) if spoilt else ()))
    place = st.one_of(_place, _place, st.just(""), *odd)
    still = st.one_of(st.sampled_from(STILL), st.just(""), *odd)
    row = st.fixed_dictionaries(
        {"leaving_year": years, **{name: still if name == "six_months" else place for name in POINTS}}
    )
    return st.lists(row, min_size=least, max_size=most)


days = st.dates(dt.date(2022, 9, 1), dt.date(2031, 12, 31))


def shown(data: bytes | Path) -> Shown:
    """Every table of the sheet with figures, as a person reads it."""
    source = data if isinstance(data, Path) else io.BytesIO(data)
    sheet = openpyxl.load_workbook(source, data_only=True)[FIGURES]
    assert isinstance(sheet, Worksheet)
    found: Shown = {}
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, line in enumerate(lines):
        if line[0] == "What is counted":
            heads = [str(head) for head in line if head is not None]
            table = found.setdefault(str(lines[number - 1][0]), {})
            for below in lines[number + 1 :]:
                if below[0] is None:
                    break
                table[str(below[0])] = dict(zip(heads[1:], below[1 : len(heads)], strict=True))
    return found


def said(text: str) -> str:
    """A cell as Excel compares it: outer spaces and capitals do not count."""
    return " ".join(text.split()).lower()


def too_early(point: str, year: str, today: dt.date) -> bool:
    """Whether nobody can know it."""
    if point not in OPENS:
        return False
    years, month = OPENS[point]
    return today < dt.date(SUMMERS[year] + years, month, 1)


def counted(rows: Sequence[Row], today: dt.date) -> Shown:
    """What the sheet must show, counted by hand."""
    groups = {said(label): group for label, group in PLACES.items()}
    found: Shown = {}

    def put(table: str, label: str, year: str, number: int, *points: str) -> None:
        line, leavers, words = found.setdefault(table, {}).setdefault(label, {}), len(of(year)), ""
        silent = [point for point in points if not any(said(row[point]) for row in of(year))]
        if silent and label != "Leavers":
            words = "not yet" if too_early(silent[0], year, today) else "no answer"
            words = words if leavers else "-"
        if words == "no answer" and label in ("No answer", "Unclear"):
            words = ""
        line[year] = words or number
        share = words or (number / leavers if leavers else "-")
        line[f"{year} in %"] = "not yet" if leavers and points and too_early(points[0], year, today) else share

    def of(year: str) -> list[Row]:
        return [row for row in rows if said(row["leaving_year"]) == year]

    def remark(table: str, year: str, point: str) -> None:
        word = "Fewer than six" if len(of(year)) < 6 else "-"
        word = "No answer" if point and not any(said(row[point]) for row in of(year)) else word
        word = "Not yet" if too_early(point, year, today) else word
        word = word if of(year) else "No leavers"
        line = found.setdefault(table, {}).setdefault("Remark", {})
        line[year] = line[f"{year} in %"] = word

    for year in YEARS:
        mine = of(year)
        sustained = sum(groups.get(said(r["autumn"])) in WORK and said(r["six_months"]) == "yes" for r in mine)
        sustained_label = "Sustained: in education, employment or training in the autumn, and still there"
        put("At a glance", "Leavers", year, len(mine))
        put("Still in touch", "Leavers", year, len(mine))
        for point, label in POINTS.items():
            texts = [said(row[point]) for row in mine]
            put(label, "Leavers", year, len(mine), point)
            known = groups if point != "six_months" else {said(word): said(word) for word in STILL}
            for group in dict.fromkeys(known.values()):
                number = sum(known.get(text) == group for text in texts)
                put(label, group.capitalize(), year, number, point)
            put(label, "No answer", year, texts.count(""), point)
            put(label, "Unclear", year, sum(text not in known and text != "" for text in texts), point)
            at_work = sum(known.get(text) in WORK for text in texts)
            lost = sum(known.get(text) == "not known" for text in texts)
            if point == "six_months":
                put(label, sustained_label, year, sustained, point, "autumn")
                put("At a glance", sustained_label, year, sustained, point, "autumn")
            else:
                put(label, "In education, employment or training", year, at_work, point)
            if point == "autumn":
                put("At a glance", f"{label}: in education, employment or training", year, at_work, point)
                put("At a glance", f"{label}: not known", year, lost, point)
            if point != "intended":
                put("Still in touch", label, year, sum(text in known for text in texts) - lost, point)
            remark(label, year, point)
        remark("At a glance", year, "")
        remark("Still in touch", year, "")
    filled = [row for row in rows if any(text.strip() for text in row.values())]
    inside = sum(len(of(year)) for year in YEARS)
    without = sum(not row["leaving_year"].strip() for row in filled)
    found["Who is counted above, and who is not"] = {
        "Leavers in the years above": {"Leavers": inside},
        "Rows without a leaving year": {"Leavers": without},
        "Rows with a leaving year that is not offered": {"Leavers": len(filled) - inside - without},
    }
    return found


def plain(figures: Shown) -> Shown:
    """Figures that can be compared: shares to nine digits."""
    return {
        table: {
            label: {head: round(value, 9) if isinstance(value, float) else value for head, value in line.items()}
            for label, line in lines.items()
        }
        for table, lines in figures.items()
    }


def reported(path: Path, spec: Spec, today: dt.date) -> Destinations:
    """What the report counts in a file."""
    (found,) = summarise(read_file(path, spec), spec, today).destinations
    return found


def same_as_report(figures: Shown, found: Destinations) -> None:
    """Every figure of the sheet against the report, by leaving year."""
    by_year = {cohort.year: cohort for cohort in found.cohorts if cohort.year_state == "answered"}
    for year in YEARS:
        cohort = by_year.get(year)
        assert figures["At a glance"]["Leavers"][year] == (cohort.leavers if cohort else 0)
        if cohort:
            _same_year(figures, cohort, year)
    if outside := figures.get("Who is counted above, and who is not"):
        states = {c.year_state: c.leavers for c in found.cohorts if c.year_state != "answered"}
        assert outside["Leavers in the years above"]["Leavers"] == sum(c.leavers for c in by_year.values())
        assert outside["Rows without a leaving year"]["Leavers"] == states.get("blank", 0)
        assert outside["Rows with a leaving year that is not offered"]["Leavers"] == states.get("unreadable", 0)


def _same_year(figures: Shown, cohort: Cohort, year: str) -> None:
    for point in cohort.checkpoints:
        table = figures[POINTS[point.id]]
        wanted: list[tuple[str, int | None, str]] = [
            *((name[:1].upper() + name[1:], number, POINTS[point.id]) for name, number in point.groups),
        ]
        silent = point.blank == cohort.leavers
        for label, number in (("No answer", point.blank), ("Unclear", point.unreadable)):
            if line := table.get(label):
                assert line[year] == ("not yet" if silent and point.too_early else number), (year, label)
                share = "not yet" if point.too_early else round(number / cohort.leavers, 9)
                assert plain({"": {"": line}})[""][""][f"{year} in %"] == share, (year, label)
        if point.in_eet is not None:
            wanted.append(("In education, employment or training", point.in_eet, POINTS[point.id]))
        if point.id == "six_months":
            label = next(label for label in table if label.startswith("Sustained"))
            wanted += [(label, cohort.sustained, POINTS[point.id]), (label, cohort.sustained, "At a glance")]
        if point.id != "intended":
            wanted.append((POINTS[point.id], point.in_touch, "Still in touch"))
        for label, number, where in wanted:
            rests_on = cohort.sustaining if label.startswith("Sustained") else (point,)
            share, line, why_not = cohort.share(number, *rests_on), figures[where][label], cohort.not_said(*rests_on)
            assert (share is None) == bool(why_not), (year, label)
            number_said = not any(one.blank == cohort.leavers for one in rests_on)
            assert line[year] == number if number_said else isinstance(line[year], str), (year, label)
            found = line[f"{year} in %"]
            if share is None:
                assert found == why_not, (year, label)
                assert number_said or point.too_early or line[year] == why_not, (year, label)
            else:  # the report says 14.000000000000002 of a hundred where the sheet says 0.14
                assert isinstance(found, int | float), (year, label)
                assert math.isclose(100 * found, share, abs_tol=1e-9), (year, label)
        few = "Fewer than six" if cohort.few else "-"
        assert table["Remark"][year] == (cohort.not_said(point).capitalize() or few)


def tracker(spec: Spec) -> TrackerSheet:
    """The tracker of leavers."""
    return next(spec.of(TrackerSheet))
