"""The page for a Hub's board: one A4 page, whatever comes; its numbers are those of the truth and of the tables."""

import dataclasses
import datetime as dt
import html
import itertools
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from careers_workbook.core.brand import Brand
from careers_workbook.hub.board import FEWEST, Board, Share, board
from careers_workbook.hub.tables.consolidated import Consolidated
from careers_workbook.reports.hub.board_report import board_pdf, board_report
from careers_workbook.reports.hub.hub_page import hub_page, write_hub_page
from tests.support import hub_count
from tests.support.browser import measure
from tests.support.hub_answers import items
from tests.support.hub_paper import NEW
from tests.support.hub_whole import compared, made_of, made_up, stored
from tests.support.pdf_pages import opened, text_of
from tests.support.synthetic_hub import SyntheticHub

pytestmark = pytest.mark.slow
SCHOOLS = 24
Made = tuple[SyntheticHub, Consolidated, Board]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Made]:
    """A made-up Hub, for others and for its own eyes."""
    truth = made_up(SCHOOLS)
    beside = compared(stored(tmp_path_factory.mktemp("hub") / "hub", truth), truth.collections[-1])
    both = {internal: made_of(beside, internal=internal) for internal in (False, True)}
    return {internal: (truth, whole, board(whole, beside)) for internal, whole in both.items()}


def test_figures_are_those_of_the_truth(made: dict[bool, Made]) -> None:
    truth, _, found = made[False]
    first, last = truth.collections
    counted = hub_count.in_all(truth, last.name, last.today, items(truth.spec))
    returned = truth.returned(last.name)
    assert found.returned == Share(len(returned), len(truth.expected))
    assert found.done.part == counted["done"]
    assert found.done.percent == pytest.approx(counted.get("percent", found.done.percent))
    assert found.overdue == counted["overdue"]
    both = [urn for urn in returned if urn in truth.returned(first.name)]
    assert found.both is not None
    assert found.both.schools == len(both)
    for moment, share in ((first, found.both.before), (last, found.both.now)):
        said = [truth.returned(moment.name)[urn].content for urn in both]
        assert share.part == sum(hub_count.kind(content, ref) == "done" for content in said for ref in items(NEW))


class Counted:
    """A file of which only the length is known."""

    length = 0

    def writelines(self, pieces: Iterable[bytes]) -> None:
        self.length += sum(map(len, pieces))


def test_a_page_of_many_schools_is_written_as_it_is_drawn(made: dict[bool, Made]) -> None:
    """Neither its text nor its drawings are held: memory grows less than the page."""
    *_, found = made[True]
    lengths, peaks = [], []
    for times in (1, 4, 40):  # the first time templates are compiled, and widths of words measured
        file = Counted()
        tracemalloc.start()
        write_hub_page(replace(found, schools=found.schools * times), Brand(), file)  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        lengths.append(file.length)
    assert lengths[2] > 5 * lengths[1], (lengths, peaks)
    assert peaks[2] - peaks[1] < lengths[2] - lengths[1], (lengths, peaks)


def test_statements_that_fewest_schools_have_done_come_first(made: dict[bool, Made]) -> None:
    truth, _, found = made[False]
    counts = hub_count.by_item(truth, truth.collections[-1].name)
    shares = [one.done.percent for one in found.fewest]
    assert len(shares) == FEWEST
    assert shares == sorted(shares, key=float)
    for one in found.fewest:
        assert one.done.part == counts[one.ref]["done"]
    named = {one.ref for one in found.fewest}
    others = [
        Share(row.done, row.schools - row.not_asked - row.not_applicable).percent
        for row in made[False][1].tables["items"]
        if row.ref not in named
    ]
    assert all(share is None or share >= (shares[-1] or 0) for share in others)


def test_benchmarks_and_sections_add_up_to_the_tables(made: dict[bool, Made]) -> None:
    _, whole, found = made[False]
    percents = [one.done.percent for one in found.benchmarks]
    assert percents == sorted(percents, key=float)
    for one in found.benchmarks:
        rows = [row for row in whole.tables["items"] if str(one.number) in (row.benchmarks or "").split(", ")]
        assert one.done.part == sum(row.done for row in rows)
    assert sum(one.done.part for one in found.sections) == found.done.part
    assert sum(one.done.whole for one in found.sections) == found.done.whole
    assert sum(one.done.part for one in found.schools) == found.done.part


def test_no_school_has_a_name_unless_it_is_for_the_hub_itself(made: dict[bool, Made]) -> None:
    truth, _, _ = made[False]
    names = {one.school.name for one in truth.members}
    said = {internal: str(dataclasses.asdict(board_report(found))) for internal, (_, _, found) in made.items()}
    assert not [name for name in names if name in said[False]]
    assert sum(name in said[True] for name in names) >= len(truth.returned(truth.collections[-1].name))
    assert "OFFICIAL-SENSITIVE" in said[True]


def test_leavers_are_as_they_are_published(made: dict[bool, Made]) -> None:
    _, whole, found = made[False]
    lines = board_report(found).leavers
    assert lines
    for line in lines:
        rows = [row for row in whole.tables["destinations"] if row.leaving_year == line.year]
        shown = {row.leavers for row in rows if row.group == "All leavers" and row.leavers.isdigit()}
        assert line.leavers in (shown or {"not shown"})
        told = [
            row for row in rows if row.checkpoint == "autumn" and row.group == "In education, employment or training"
        ]
        assert [line.in_eet.partition(" ")[0] for _ in told] == [row.leavers for row in told]
    assert all(int(line.leavers) % 5 == 0 for line in lines if line.leavers.isdigit())


@pytest.mark.office
def test_the_page_shows_the_same_numbers(made: dict[bool, Made]) -> None:
    for internal, (_, _, found) in made.items():
        said, report = text_of(board_pdf(found)), board_report(found)
        for tile in report.tiles:
            assert f"{tile.number}" in said
        for line in (*report.benchmarks, *report.fewest):
            assert line.said in said
        assert ("OFFICIAL-SENSITIVE" in said) is internal


def test_it_is_one_page_tagged_whatever_is_in_it(made: dict[bool, Made]) -> None:
    _, _, usual = made[True]
    long = "A very long name of something in a Hub, with, commas and more " * 40
    many = [replace(one, name=long) for one in itertools.islice(itertools.cycle(usual.schools), 500)]
    worst = replace(
        usual,
        hub=long,
        round=long,
        before=long,
        missing=(long,) * 200,
        schools=tuple(many),
        fewest=tuple(replace(one, statement=long) for one in usual.fewest),
        day=usual.due + dt.timedelta(days=30),
        overdue=12_345,
        overdue_at=500,
        leavers=usual.leavers * 4,
    )
    nothing = replace(
        usual,
        before="",
        both=None,
        returned_before=None,
        benchmarks=(),
        fewest=(),
        schools=(),
        leavers=(),
        done=Share(0, 0),
        coverage=None,
    )
    for one in (usual, worst, nothing, replace(usual, hub="学校 \N{GRADUATION CAP} #panic()")):
        pdf = opened(board_pdf(one))
        assert (pdf.pages, pdf.language, pdf.part) == (1, "en-GB", "1")
        assert pdf.size == pytest.approx((595.276, 841.89), abs=0.1)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day": dt.date(2027, 3, 1)}, "schools have returned so far"),
        ({"day": dt.date(2027, 5, 1)}, "have not returned, though"),
        ({"overdue": 0, "changes": {"slipped back": 2}}, "2 statements have slipped back since"),
        ({"overdue": 0, "changes": {}, "put_right": 1}, "At 1 school answers are lost"),
        ({"overdue": 0, "changes": {}, "put_right": 0}, "No action is overdue, and nothing has slipped back."),
    ],
)
def test_three_things_follow_the_rules(made: dict[bool, Made], changed: dict[str, object], words: str) -> None:
    _, _, usual = made[False]
    three = board_report(replace(usual, **changed)).three  # type: ignore[arg-type]
    assert len(three) == 3
    assert any(words in sentence for sentence in three)


def test_the_same_round_makes_the_same_bytes(made: dict[bool, Made], tmp_path: Path) -> None:
    _, _, found = made[False]
    (tmp_path / "elsewhere").mkdir()
    assert board_pdf(found) == board_pdf(found)


def test_the_page_has_the_figures_of_the_paper_and_of_the_tables(made: dict[bool, Made]) -> None:
    for internal, (truth, whole, found) in made.items():
        page = html.unescape(hub_page(found, Brand()).decode())
        report = board_report(found)
        for text in (*(tile.number for tile in report.tiles), *report.three, *report.decisions, *report.method):
            assert text in page
        for one in (*found.benchmarks, *found.fewest):
            assert f"{one.done.part} of {one.done.whole} (" in page
        for section in found.sections:
            assert section.counts["done"] == sum(
                row.done for row in whole.tables["items"] if (row.section or row.sheet) == section.name
            )
        named = [one.school.name for one in truth.members if one.school.name in page]
        assert bool(named) is internal
        assert ("OFFICIAL-SENSITIVE" in page) is internal
        assert "<script" not in page


def test_what_a_school_is_called_is_only_text(made: dict[bool, Made]) -> None:
    _, _, usual = made[True]
    name = "<script>alert(1)</script> & \u202eElohcs"
    one = replace(usual, hub=name, round=name, missing=(name,), schools=(replace(usual.schools[0], name=name),))
    page = hub_page(one, Brand(name=name)).decode()
    assert "<script" not in page
    assert "\u202e" not in page


def test_a_page_of_500_schools_is_no_more_than_5_mb(made: dict[bool, Made]) -> None:
    _, _, usual = made[True]
    many = tuple(itertools.islice(itertools.cycle(usual.schools), 500))
    assert len(hub_page(replace(usual, schools=many), Brand())) < 5_000_000


@pytest.mark.browser
def test_the_page_never_scrolls_sideways(made: dict[bool, Made], tmp_path: Path) -> None:
    _, _, usual = made[True]
    file = tmp_path / "page.html"
    file.write_bytes(hub_page(replace(usual, hub="W" * 60), Brand()))
    for width in (256, 320, 744, 768, 800, 1366, 1920):
        script = "(page, view) => page.documentElement.scrollWidth - view.innerWidth"
        assert measure(file, width, script) <= 0, width  # type: ignore[operator]
