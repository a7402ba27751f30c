"""What lies over cells, or stands in one and is no text, is said at the questions that it covers, and is no answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from careers_workbook.returns.read import read_file
from careers_workbook.returns.submission import Submission
from tests.support.hostile import SHEET, filled, repacked
from tests.support.office import Office

CASES = Path(__file__).parent / "cases"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FROM = (
    "<xdr:from><xdr:col>2</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>9</xdr:rowOff></xdr:from>"
)
TO = "<xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>9</xdr:rowOff></xdr:to>"
SIZE = '<xdr:ext cx="9525" cy="190500"/>'
PICTURE = '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="P"/></xdr:nvPicPr></xdr:pic>'
INK = (
    '<mc:AlternateContent xmlns:mc="m"><mc:Choice><xdr:contentPart/></mc:Choice>'
    f"<mc:Fallback>{PICTURE}</mc:Fallback></mc:AlternateContent>"
)


def shape(*lines: str) -> str:
    text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f"<xdr:sp><xdr:txBody>{text}</xdr:txBody></xdr:sp>"


def anchored(inside: str, kind: str = "twoCellAnchor", end: str = TO) -> str:
    return f"<xdr:{kind}>{FROM}{end}{inside}<xdr:clientData/></xdr:{kind}>"


def with_drawing(folder: Path, *anchors: str) -> Submission:
    """The filled workbook with a drawing over its first checklist."""
    rels = SHEET.replace("worksheets/", "worksheets/_rels/") + ".rels"
    drawing = f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}">{"".join(anchors)}</xdr:wsDr>'
    relation = f'<Relationship Id="rIdZ" Type="{TYPES}/drawing" Target="/xl/drawings/drawing77.xml"/>'

    def related(content: bytes) -> bytes:
        return content.replace(b"</Relationships>", f"{relation}</Relationships>".encode())

    data = repacked(filled(), {"xl/drawings/drawing77.xml": drawing.encode(), rels: related})
    (folder / "return.xlsx").write_bytes(data)
    return read_file(folder / "return.xlsx")


def said(submission: Submission) -> list[tuple[str, str, str]]:
    return [(p.code, p.place.cell, p.place.ref) for p in submission.problems if p.code.startswith("CELL-04")]


FOUND = {
    "picture": [("CELL-040", "C6", "CL1")],
    "formcontrol": [("CELL-042", "F6", "CL1")],
    "embedded": [("CELL-043", "A1", "")],
    "richvalue": [("CELL-040", "E6", "CL1")],
    "wps-dispimg": [("CELL-040", "C11", "SD7"), ("CELL-040", "E6", "CL1"), ("CELL-040", "F7", "CL2")],
}


@pytest.mark.parametrize("name", FOUND)
def test_what_lies_there_is_said(name: str) -> None:
    submission = read_file(CASES / f"{name}.xlsx")
    assert submission.outcome == "problems"
    assert said(submission) == FOUND[name]
    assert not {"CELL-001", "CELL-004"} & {problem.code for problem in submission.problems}


@pytest.mark.slow
def test_the_text_of_a_linked_data_type_is_the_answer() -> None:
    (answer,) = [one for one in read_file(CASES / "richvalue.xlsx").answers if one.ref == "SD11"]
    assert answer.value == "Northmoor"


def test_a_cell_with_a_picture_is_not_blank() -> None:
    assert read_file(CASES / "wps-dispimg.xlsx").by_key()["CL1", "review"].state == "unreadable"


SAYS: dict[str, tuple[str, list[str], str]] = {
    "a picture": (anchored(PICTURE), ["CELL-040"], "over C6 to C7 (CL1, CL2)"),
    "a picture of a certain size": (anchored(PICTURE, "oneCellAnchor", SIZE), ["CELL-040"], "over C6 to C7"),
    "a text box": (anchored(shape("Ask Jo", "by May")), ["CELL-041"], '"Ask Jo by May"'),
    "a shape without words": (anchored(shape()), ["CELL-040"], "A drawn shape"),
    "a group": (anchored(f"<xdr:grpSp>{shape('x')}{PICTURE}</xdr:grpSp>"), ["CELL-040"], "A picture"),
    "ink, and what stands in for it": (anchored(INK), ["CELL-040"], "Handwriting"),
    "beside the answers": (anchored(PICTURE).replace("col>2<", "col>40<"), ["CELL-044"], "A picture"),
    "a chart": (anchored("<xdr:graphicFrame/>"), [], ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", SAYS)
def test_every_kind_of_thing_is_named(case: str, tmp_path: Path) -> None:
    anchor, codes, words = SAYS[case]
    found = [problem for problem in with_drawing(tmp_path, anchor).problems if problem.code.startswith("CELL")]
    assert [problem.code for problem in found] == codes
    assert all(words in problem.message for problem in found)


def test_what_points_to_a_pupil_is_taken_out_of_a_text_box(tmp_path: Path) -> None:
    submission = with_drawing(tmp_path, anchored(shape("UPN B801200005001 left")))
    assert "CELL-010" in {problem.code for problem in submission.problems}
    assert "B801200005001" not in str(submission)


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("form", ["ods", "xls"])
def test_a_picture_is_seen_in_other_formats(form: str, office: Office, tmp_path: Path) -> None:
    (path,) = office.convert([CASES / "picture.xlsx"], form, tmp_path)
    assert said(read_file(path)) == FOUND["picture"]


HOSTILE: dict[str, Callable[[], str]] = {
    "deep": lambda: "<xdr:grpSp>" * 50_000 + "</xdr:grpSp>" * 50_000,
    "many": lambda: anchored(PICTURE) * 20_000,
    "large": lambda: anchored(shape("x" * 6_000_000)),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", HOSTILE)
def test_a_drawing_made_to_keep_us_busy_is_bounded(case: str, tmp_path: Path) -> None:
    submission = with_drawing(tmp_path, HOSTILE[case]())
    assert submission.outcome != "refused"
    assert len(submission.problems) <= 500
