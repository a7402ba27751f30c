"""What governors and the Careers Leader get: two pages and one, tagged, the same numbers as in the figures."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from careers_workbook.core.brand import Brand, size_of
from careers_workbook.core.school import School
from careers_workbook.figures.checklist_progress import Progress
from careers_workbook.figures.hub_middle import LEAST_SCHOOLS, hub_middle
from careers_workbook.figures.since_last_round import since_last_round
from careers_workbook.figures.summary import Summary
from careers_workbook.reports import pdf as made
from careers_workbook.reports.pdf import _ALWAYS_SHOWN, pdf
from careers_workbook.reports.school.audiences import report_for
from careers_workbook.reports.school.governors import Beside, RoundBefore, governors_report
from careers_workbook.reports.school.open_actions import open_actions
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.spec.checkpoints import FIRST
from careers_workbook.spec.load import load
from tests.support.browser import measure
from tests.support.hub_folder import AUTUMN, SPRING, drop, hub, workbook
from tests.support.pdf_pages import opened, text_of
from tests.support.program import run
from tests.support.submissions import MISSING, Content, Leaver, submission
from tests.test_brand import GOOD as LOGO
from tests.test_report_formats import Page
from tests.test_report_page import CONTRAST, OVERFLOW

SPEC = load("send-careers-checklist-2025")
TODAY = dt.date(2026, 11, 29)
A4 = (595.276, 841.89)
Cells = Mapping[tuple[str, str], Content]
REFS = [entry.ref for sheet in SPEC.sheets for entry in sheet.entries() if sheet.kind == "checklist"]
OVERDUE: Cells = {
    **{(ref, "completed"): "In progress" for ref in REFS[:20]},
    **{(ref, "deadline"): dt.date(2026, 10, 1) + dt.timedelta(days=at) for at, ref in enumerate(REFS[:20])},
    **{(ref, "completed"): "Yes" for ref in REFS[20:35]},
}
LEAVERS: list[Leaver] = [
    {"leaving_year": "2024/25", "autumn": "FE college", "six_months": "Yes"},
    {"leaving_year": "2024/25", "autumn": "Not known"},
    {"leaving_year": "2025/26", "intended": "Supported internship", "autumn": "Supported internship"},
]
LONG: Cells = {(ref, "action"): f"{ref}: ask everybody again and again. " * 40 for ref in REFS}


def summary(cells: Cells, leavers: list[Leaver] | None = None, school: str = "Oak Lane School") -> Summary:
    return summarise(replace(submission(SPEC, cells, leavers or []), school=school), SPEC, TODAY)


NAMES = (
    "",
    "Oak Lane School",
    "Ysgol Tŷ Gŵyr",
    "学校 \N{GRADUATION CAP} School",
    '#read("x") *b* $x$ <y>',
    "W" * 32_767,
)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:8] or "none")
def test_governors_get_two_pages_and_the_leader_one_whatever_the_school_is_called(name: str) -> None:
    then = RoundBefore(summary({}), "Summer 2026")
    now = summary({**OVERDUE, **LONG}, LEAVERS * 20, name)
    whole = opened(report_for("governors", "pdf", now, Beside(then, middle_of(*[now] * 6))))
    assert (whole.pages, whole.language, whole.part) == (2, "en-GB", "1")
    assert whole.size == pytest.approx(A4, abs=0.1)
    assert whole.title.startswith("Careers at ")
    assert whole.tags["/TH"] > 10
    assert whole.tags["/H1"] + whole.tags["/H2"] >= 6
    assert opened(report_for("leader", "pdf", now, Beside())).pages == 1


@pytest.mark.parametrize("hub", ["Northmoor Careers Hub", "W" * 3_000, ""], ids=["usual", "endless", "none"])
def test_the_logo_and_colours_of_a_hub_leave_the_pages_as_many(hub: str) -> None:
    brand = Brand(hub, LOGO, *size_of(LOGO), "#4B0055", "#801650")
    now = summary({**OVERDUE, **LONG}, LEAVERS * 20)
    both = [(who, report_for(who, "pdf", now, Beside(brand=brand))) for who in ("governors", "leader")]
    for who, data in both:
        pdf = opened(data)
        assert pdf.pages == {"governors": 2, "leader": 1}[who]
        assert (hub[:20] or "Logo of the Hub") in " ".join(pdf.texts_of_figures)
        assert data != report_for(who, "pdf", now, Beside())
    assert "Northmoor" not in hub or "Northmoor Careers Hub" in text_of(both[0][1])


def test_lines_of_leavers_are_drawn_where_the_page_has_room_and_say_what_they_show() -> None:
    few = [*LEAVERS, {"leaving_year": "2023/24", "autumn": "FE college", "six_months": "Yes"}]
    pdf = opened(report_for("governors", "pdf", summary(OVERDUE, few), Beside()))
    (said,) = pdf.texts_of_figures
    assert "2024/25 50%" in said
    assert pdf.pages == 2
    page = report_for("governors", "html", summary(OVERDUE, few), Beside()).decode()
    assert "2024/25 50%" in page


def middle_of(*schools: Summary) -> "object":
    return hub_middle([one.progress for one in schools])


@pytest.mark.parametrize("cells", [{}, OVERDUE], ids=["blank", "overdue"])
def test_the_first_round_and_an_empty_return_make_two_pages_too(cells: Cells) -> None:
    assert opened(report_for("governors", "pdf", summary(cells), Beside())).pages == 2


def test_the_annex_follows_the_two_pages_where_it_is_wanted() -> None:
    now = summary(OVERDUE)
    assert opened(report_for("governors", "pdf", now, Beside(), annex=True)).pages > 2
    listed = [line.ref for section in governors_report(now, Beside()).annex for line in section.lines]
    assert listed == REFS


@pytest.mark.office
def test_numbers_of_the_pdf_are_those_of_the_figures() -> None:
    then, now = RoundBefore(summary({}), "Summer 2026"), summary(OVERDUE, LEAVERS)
    said = text_of(report_for("governors", "pdf", now, Beside(then, middle_of(*[now] * 6))))
    total = now.progress.total
    assert f"{total.done} of {total.items - total.not_applicable} statements done, {total.done} more than" in said
    for tally in now.progress.benchmarks[:8]:
        assert f"{tally.counts.done} of {tally.counts.items - tally.counts.not_applicable}" in said
    assert "2024/25 2 1 of 2 1 of 2 no answer" in said
    assert "2025/26 1 1 of 1 not yet" in said
    assert f"{total.overdue}" in said
    assert "And 17 more." in said


def test_the_same_values_make_the_same_bytes() -> None:
    one, other = (report_for("governors", "pdf", summary(OVERDUE, LEAVERS), Beside()) for _ in range(2))
    assert one == other


def test_fonts_have_every_character_that_is_always_shown() -> None:
    for file in (Path(__file__).parent.parent / "careers_workbook/reports/fonts").glob("*.ttf"):
        assert set(map(ord, _ALWAYS_SHOWN)) <= set(TTFont(file).getBestCmap()), file.name


def test_a_middle_is_shown_where_six_schools_stand_behind_it() -> None:
    def done(number: int) -> Progress:
        return summary({(ref, "completed"): "Yes" for ref in REFS[:number]}).progress

    schools = [done(number) for number in range(LEAST_SCHOOLS)]
    assert hub_middle(schools[:-1]) is None
    middle = hub_middle(schools)
    assert middle is not None
    assert middle.done == pytest.approx(2.5 * 100 / len(REFS))
    none_applies = {(ref, "completed"): "Not applicable" for ref in REFS}
    without = hub_middle([*schools[:-1], summary(none_applies).progress])
    assert without is not None
    assert (without.schools, without.done, without.overdue) == (6, None, 0)


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("No", "Yes", "improved"),
        ("No", "In progress", "improved"),
        (None, "In progress", "improved"),
        ("Yes", "In progress", "slipped"),
        ("Yes", None, ""),
        ("Yes", "Not applicable", ""),
        ("Not applicable", "Yes", ""),
        (None, "No", ""),
        ("perhaps", "Yes", ""),
    ],
)
def test_a_statement_has_moved_where_both_returns_rank_it(before: str | None, now: str | None, kind: str) -> None:
    then, today = (summary({("CL1", "completed"): word} if word else {}).progress for word in (before, now))
    found = since_last_round(then, today)
    assert [one.row.ref for one in found.improved] == (["CL1"] if kind == "improved" else [])
    assert [one.row.ref for one in found.slipped] == (["CL1"] if kind == "slipped" else [])


def test_legal_duties_are_said_open_ones_first_as_the_school_answered() -> None:
    answers: Cells = {("SP9", "completed"): "Yes", ("SP12", "completed"): "No"}
    duties = governors_report(summary(answers), Beside()).duties
    assert duties is not None
    assert duties.headline == "Done: 1 of the 2 that this checklist asks about."
    assert [(line.ref, line.said) for line in duties.lines] == [("SP12", "Not done"), ("SP9", "Done")]
    assert "section 42B" in duties.lines[0].duty


@pytest.mark.parametrize(
    ("said", "told", "headline"),
    [
        (None, "No answer", "Done: 0 of the 1 "),
        ("Not applicable", "Not applicable", "None applies"),
        (MISSING, "Not known", "Done: 0 of the 1 "),
    ],
)
def test_a_duty_is_never_done_without_an_answer(said: Content, told: str, headline: str) -> None:
    answers: Cells = {("SP9", "completed"): "Not applicable", ("SP12", "completed"): said}
    duties = governors_report(summary(answers), Beside()).duties
    assert duties is not None
    assert headline in duties.headline
    assert {line.ref: line.said for line in duties.lines}["SP12"] == told


def test_many_duties_leave_two_pages_and_none_leave_no_heading() -> None:
    now = summary({**OVERDUE, **LONG}, LEAVERS * 20)
    many = [replace(row, duty="x" * 120 if at else "y " * 60) for at, row in enumerate(now.progress.items)]
    full = replace(now, progress=replace(now.progress, items=tuple(many)))
    assert opened(report_for("governors", "pdf", full, Beside())).pages == 2
    none = replace(now, progress=replace(now.progress, items=tuple(replace(row, duty="") for row in many)))
    assert governors_report(none, Beside()).duties is None


def test_questions_follow_from_what_is_open() -> None:
    asked = governors_report(summary(OVERDUE, LEAVERS), Beside()).questions
    assert asked[0].startswith(f"What stands in the way of {REFS[0]}, which was due on 1 October 2026?")
    assert any("Where are the 2 leavers of 2024/25 now?" in one for one in asked)
    everything = {(ref, column): "Yes" for ref in REFS for column in ("completed", "review")}
    assert governors_report(summary(everything), Beside()).questions == ()


def test_what_is_not_known_of_leavers_is_said_and_no_number() -> None:
    now = summary({}, [{"leaving_year": "2026/27", FIRST: None}, {"leaving_year": "2024/25"}])
    (table,) = governors_report(now, Beside()).leavers
    assert [(one.year, one.in_eet, one.sustained) for one in table.lines] == [
        ("2024/25", "no answer", "no answer"),
        ("2026/27", "not yet", "not yet"),
    ]


def test_a_number_of_leavers_is_not_told_where_answers_are_missing_from_the_file() -> None:
    known = {"leaving_year": "2024/25", "autumn": "FE college", "six_months": "Yes"}
    now = summary({}, [known, {**known, "autumn": MISSING}])
    (line,) = governors_report(now, Beside()).leavers[0].lines
    assert (line.leavers, line.in_eet, line.sustained) == (2, "not known", "not known")


def test_the_leader_gets_what_is_overdue_first() -> None:
    found = open_actions(summary({**OVERDUE, (REFS[40], "action"): "Begin"}))
    assert [line.ref for line in found.lines] == [*REFS[:20], REFS[40]]
    assert found.lines[0].late == "59 days overdue"
    assert found.lines[-1].due == "No deadline"


def test_a_template_with_a_picture_without_words_is_refused(tmp_path: Path) -> None:
    """Else the test of tags would prove nothing: the standard is asked for and held to."""
    (tmp_path / "bad.typ").write_text(
        "#set document(title: [x])\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg'/>\"))"
    )
    before, made._TEMPLATES = made._TEMPLATES, tmp_path
    try:
        with pytest.raises(RuntimeError, match="alt"):
            pdf("bad.typ", {}, TODAY)
    finally:
        made._TEMPLATES = before


@pytest.mark.slow
@pytest.mark.office
def test_governors_of_a_hub_see_the_round_before_and_the_middle_where_six_schools_returned(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub")
    schools = [School(f"{990_001 + at}", f"School {at} of Northmoor") for at in range(LEAST_SCHOOLS)]
    lines = [f"{one.urn},{one.name},,,," for one in schools]
    (where.root / "register.csv").write_text("\n".join(["URN,Name,E-mail,Caseload,Replaces,Closed", *lines]) + "\n")
    for term, word, day in ((AUTUMN, "No", "2026-12-01"), (SPRING, "Yes", "2027-04-07")):
        for one in schools:
            sent = dt.datetime.fromisoformat(f"{day}T08:00:00")
            drop(where, f"{term}/{one.urn}.xlsx", workbook(one, {("CL1", "completed"): word}), sent)
        run("collect", "--today", day, cwd=where.root)
        done = run("report", "--all", "--for", "governors", "--today", day, cwd=where.root)
        assert "6 reports in" in done.out
    first, second = (
        text_of(next((where.root / "output/reports" / term).glob("990001*for governors.pdf")).read_bytes())
        for term in (AUTUMN, SPRING)
    )
    assert "compared with" not in first
    assert "compared with Autumn 2026" in second
    assert "CL1 A Careers Leader has been appointed" in second
    assert "not done, now done" in second
    assert "half of the 6 schools that have returned" in second


@pytest.mark.slow
def test_a_report_of_one_file_has_the_colours_of_the_hub_in_whose_folder_it_is_made(tmp_path: Path) -> None:
    where = hub(tmp_path / "hub", 'colours: {top: "#4B0055"}\n')
    for folder in (where.root, tmp_path):
        (folder / "one.xlsx").write_bytes(workbook(School("990001", "Oak Lane School"), {("CL1", "completed"): "Yes"}))
        run("report", "one.xlsx", "-o", "one.html", "--today", "2026-12-01", cwd=folder)
    pages = [(folder / "one.html").read_text(encoding="utf-8") for folder in (where.root, tmp_path)]
    assert ["#4B0055" in page for page in pages] == [True, False]


@pytest.mark.slow
def test_the_report_for_governors_compares_with_a_file_of_the_same_school_only(tmp_path: Path) -> None:
    one, other = (School(f"99000{at}", f"School {at}") for at in (1, 2))
    for name, school, word in (("now", one, "Yes"), ("then", one, "No"), ("strange", other, "No")):
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(school, {("CL1", "completed"): word}))
    governors = ("report", "now.xlsx", "--for", "governors")
    assert "Made in" in run(*governors, "--before", "then.xlsx", "-o", "two.pdf", cwd=tmp_path).out
    assert opened((tmp_path / "two.pdf").read_bytes()).pages == 2
    assert "from another school" in run(*governors, "--before", "strange.xlsx", cwd=tmp_path).err
    assert "add --for governors" in run("report", "now.xlsx", "-o", "now.pdf", cwd=tmp_path).err
    assert "there is no html" in run("report", "now.xlsx", "--for", "leader", "--format", "html", cwd=tmp_path).err
    assert not list(tmp_path.glob("output/**/*.pdf"))


# the page


def governors_html(cells: Cells = OVERDUE, beside: Beside | None = None, school: str = "Oak Lane School") -> str:
    return report_for("governors", "html", summary(cells, LEAVERS, school), beside or Beside()).decode()


def test_there_is_a_page_with_the_same_words() -> None:
    before = RoundBefore(summary({}), "Summer 2026")
    found = governors_report(summary(OVERDUE, LEAVERS), Beside(before))
    page = Page(governors_html(beside=Beside(before)))
    text = " ".join(page.text.split())
    for said in (
        found.headline,
        found.publish,
        found.next_review,
        *found.questions,
        *(one.now for one in found.figures),
    ):
        assert said in text, said
    named = [tag for tag, _ in page.tags]
    assert named.count("h1") == 1
    assert named.count("table") == named.count("caption") == named.count("thead")
    assert not {"script", "iframe", "img"} & set(named)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(set(str(a["aria-labelledby"]).split()) <= set(ids) for _, a in page.tags if "aria-labelledby" in a)
    assert named.count("svg") == 4  # benchmarks and years, each wide and narrow


def test_what_a_school_wrote_stays_text_on_the_page() -> None:
    nasty = "<script>alert(1)</script>"
    page = Page(governors_html({**OVERDUE, (REFS[0], "action"): nasty}, school=nasty))
    assert "script" not in [tag for tag, _ in page.tags]
    assert page.text.count(nasty) > 1


@pytest.mark.browser
@pytest.mark.parametrize("width", [256, 320, 768, 1366])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_fits_and_can_be_read(width: int, dark: bool, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(governors_html(), encoding="utf-8")
    assert measure(path, width, OVERFLOW, dark=dark) == {"scroll": width, "wide": []}
    found = measure(path, width, CONTRAST, dark=dark)
    assert isinstance(found, dict)
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}
