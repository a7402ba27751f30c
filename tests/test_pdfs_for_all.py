"""Every PDF that the program makes, as a program that reads aloud finds it: looked into with pikepdf, page and tag."""

import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from careers_workbook.core.brand import Brand, size_of
from careers_workbook.hub.board import board
from careers_workbook.reports.hub.board_report import board_pdf
from careers_workbook.reports.school.audiences import report_for
from careers_workbook.reports.school.governors import Beside, RoundBefore
from tests.support.hub_whole import compared, made_of, made_up, stored
from tests.test_brand import GOOD as LOGO
from tests.test_report_governors import LEAVERS, LONG, OVERDUE, middle_of, summary

pytestmark = pytest.mark.slow
BRAND = Brand("Northmoor Careers Hub", LOGO, *size_of(LOGO), "#4B0055", "#801650")
NAMES = (
    "governors",
    "governors, blank",
    "governors, of a Hub",
    "governors, annex",
    "leader",
    "board",
    "board, internal",
)
_HEADINGS = {"/H1": 1, "/H2": 2, "/H3": 3}


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each kind, made once."""
    now = summary(
        {**OVERDUE, **LONG}, [*LEAVERS, {"leaving_year": "2023/24", "autumn": "FE college", "six_months": "Yes"}]
    )
    beside = Beside(RoundBefore(summary({}), "Summer 2026"), middle_of(*[now] * 6), BRAND)
    truth = made_up(12)
    rounds = compared(stored(tmp_path_factory.mktemp("hub") / "hub", truth), truth.collections[-1])
    public, internal = (board(made_of(rounds, internal=internal), rounds) for internal in (False, True))
    made = {
        "governors": report_for("governors", "pdf", now, Beside()),
        "governors, blank": report_for("governors", "pdf", summary({}), Beside()),
        "governors, of a Hub": report_for("governors", "pdf", now, beside),
        "governors, annex": report_for("governors", "pdf", now, beside, annex=True),
        "leader": report_for("leader", "pdf", now, beside),
        "board": board_pdf(public),
        "board, internal": board_pdf(internal, BRAND),
    }
    assert set(made) == set(NAMES)
    return made


def test_no_template_of_a_pdf_is_left_out() -> None:
    templates = Path(__file__).parent.parent / "careers_workbook/reports/templates"
    assert {one.stem for one in templates.glob("*.typ")} == {"page", "governors", "actions", "board"}


def elements(of: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every element of the tree of tags, in reading order."""
    todo = [of]
    while todo:
        one = todo.pop(0)
        if isinstance(one, pikepdf.Array):
            todo = [*one, *todo]  # type: ignore[misc]
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                yield one
            if "/K" in one:
                todo = [one.K, *todo]


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_read_aloud(pdfs: dict[str, bytes], name: str) -> None:
    with pikepdf.open(io.BytesIO(pdfs[name])) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en-GB"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as about:
            assert (about["pdfuaid:part"], bool(str(about["dc:title"]).strip())) == ("1", True)
        tags = list(elements(root.StructTreeRoot))
        kinds = [str(one.S) for one in tags]
        texts = [str(one.Alt).strip() if "/Alt" in one else "" for one in tags if one.S == "/Figure"]
        assert all(len(text) > 10 for text in texts), texts
        assert kinds.count("/Table") >= 1 or "blank" in name
        assert (kinds.count("/TH") >= 2) == ("/Table" in kinds)
        for cell in (one for one in tags if one.S == "/TH"):
            scopes = [
                str(a.Scope) for a in ([cell.A] if isinstance(cell.A, pikepdf.Dictionary) else cell.A) if "/Scope" in a
            ]
            assert scopes
            assert set(scopes) <= {"/Column", "/Row", "/Both"}
        levels = [_HEADINGS[kind] for kind in kinds if kind in _HEADINGS]
        assert levels
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_on_its_pages_is_tagged_or_an_ornament(pdfs: dict[str, bytes], name: str) -> None:
    with pikepdf.open(io.BytesIO(pdfs[name])) as pdf:
        for page in pdf.pages:
            depth, loose = 0, 0
            for _operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "BDC" | "BMC":
                        depth += 1
                    case "EMC":
                        depth -= 1
                    case "Tj" | "TJ" | "f" | "S" | "B" | "Do" if depth == 0:
                        loose += 1
            assert (depth, loose) == (0, 0)
            assert str(page.obj.Tabs) == "/S"
            fonts = page.obj.Resources.get("/Font", {})
            for font in fonts.values():
                (below,) = font.DescendantFonts
                assert "/FontFile2" in below.FontDescriptor or "/FontFile3" in below.FontDescriptor


def test_the_check_sees_a_pdf_without_tags() -> None:
    bare = pikepdf.new()
    bare.add_blank_page()
    assert "/StructTreeRoot" not in bare.Root
    assert "/MarkInfo" not in bare.Root
