"""Marking workbooks that are written in unusual ways, and the comments that are there already."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.comments import Comment

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.returns.extraction.marked_copy import WHAT_TO_FIX
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import load
from careers_workbook.spreadsheet.annotate.package import Bundle, Part
from careers_workbook.spreadsheet.own_comments import own_words, without_own_words
from tests.support.filled import saved
from tests.support.handed_back import (
    TODAY,
    copy_of,
    errors,
    harm,
    highlighted,
    listed,
    marked,
    opened,
    part_of,
    parts,
    read,
    said,
)
from tests.support.hostile import zipped
from tests.support.truth import BUILT, FIRST_SPEC, LEAVERS, SCHOOL, known

SPEC = load(FIRST_SPEC)
BAD = {("CL4", "deadline"): "ASAP", ("SD8", "answer"): "10-12"}
CL, D9 = "Careers leadership", "D9"
LEADERSHIP, ITS_RELATIONS = "xl/worksheets/sheet3.xml", "xl/worksheets/_rels/sheet3.xml.rels"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_TYPES = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
EXTENDED = b"http://schemas.microsoft.com/office/2017/10/relationships"
THREADS = b"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
THREAD, PERSON = b"{A1A1A1A1-0000-4000-8000-000000000001}", b"{B2B2B2B2-0000-4000-8000-000000000002}"


@pytest.fixture(scope="module")
def bad() -> bytes:
    data = build(plan(SPEC), SCHOOL, Order(BUILT), {**known(SPEC, TODAY), **BAD})
    assert part_of(data, CL) == LEADERSHIP
    return data


def with_comment(data: bytes, cell: str, words: str, title: str = CL) -> bytes:
    book = opened(data)
    book[title][cell].comment = Comment(words, "Ms Ahmed", 90, 90)
    return saved(book)


def test_a_comment_of_the_schools_stays_and_ours_stands_below(bad: bytes) -> None:
    copy = marked(with_comment(bad, D9, "Ask the bursar first"))
    words = said(opened(copy))[CL, D9]
    assert words.startswith("Ask the bursar first\n\nCareers Hub:\n")
    assert '"ASAP" is not a date' in words
    assert 'A comment says "Ask the bursar first"' in words
    assert marked(copy) == copy


def test_a_comment_elsewhere_is_not_touched(bad: bytes) -> None:
    original = with_comment(bad, "A1", "Nice colours", "Lists")
    before, after = parts(original), parts(marked(original))
    theirs = [name for name in before if "comment" in name]
    assert len(theirs) == 2
    assert {name: after[name] for name in theirs} == {name: before[name] for name in theirs}


def test_a_box_grows_with_what_is_said_in_it(bad: bytes) -> None:
    original = with_comment(bad, D9, "Ask the bursar first")
    long = with_comment(bad, D9, "Ask the bursar first. " * 40)
    assert last_row(marked(original)) < last_row(marked(long))


def last_row(data: bytes) -> int:
    """Where the box of D9 ends."""
    for name, part in parts(data).items():
        if name.endswith(".vml"):
            for shape in re.findall(rb"<v:shape .*?</v:shape>", part, re.DOTALL):
                if b"<x:Row>8<" in shape and b"<x:Column>3<" in shape:
                    found = re.search(rb"<x:Anchor>(.*?)</x:Anchor>", shape, re.DOTALL)
                    assert found
                    return int(found[1].split(b",")[6])
    raise AssertionError


def test_a_reply_below_ours_is_the_schools(bad: bytes) -> None:
    book = opened(marked(bad))
    note = book[CL][D9].comment
    note.text = f"{note.text}\nDone, see the plan"
    replied = saved(book)
    heard = [problem.message for problem in read(replied).problems if problem.code == "CELL-012"]
    assert heard == ['A comment says "Done, see the plan". Comments are not read as answers.']
    again = said(opened(marked(replied)))[CL, D9]
    assert again.startswith("Done, see the plan\n\nCareers Hub:")
    assert again.count("ASAP") == 1


def test_our_notes_are_told_from_others() -> None:
    assert without_own_words(own_words("Type a date.")) == ""
    assert without_own_words(" ".join(own_words("Type a date.").split())) == ""
    assert without_own_words(f"Yes\n\n{own_words('One')} and more {own_words('Two')}") == "Yes and more"
    assert without_own_words("Careers Hub: please ring us") == "Careers Hub: please ring us"


def with_thread(data: bytes) -> bytes:
    """As Excel saves a thread: a part of its own, people, and a comment that stands in for it."""
    content = parts(with_comment(data, D9, "[Threaded comment]\n\nYour version ...\n\nComment:\n    Is May all right?"))
    sheet = re.sub(rb"(authors><author>)[^<]*", rb"\1tc=" + THREAD, content["xl/comments/comment1.xml"])
    content["xl/comments/comment1.xml"] = sheet
    content["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments xmlns="%s"><threadedComment ref="D9" dT="2026-11-01T10:00:00.00" personId="%s" id="%s">'
        b"<text>Is May all right?</text></threadedComment></ThreadedComments>" % (THREADS, PERSON, THREAD)
    )
    content["xl/persons/person.xml"] = (
        b'<personList xmlns="%s"><person displayName="Ms Ahmed" id="%s" userId="x" providerId="None"/></personList>'
        % (THREADS, PERSON)
    )
    thread, people = b"/xl/threadedComments/threadedComment1.xml", b"/xl/persons/person.xml"
    relate(content, ITS_RELATIONS, EXTENDED + b"/threadedComment", thread)
    relate(content, "xl/_rels/workbook.xml.rels", EXTENDED + b"/person", people)
    kinds = {
        thread: b"application/vnd.ms-excel.threadedcomments+xml",
        people: b"application/vnd.ms-excel.person+xml",
    }
    more = b"".join(b'<Override PartName="%s" ContentType="%s"/>' % pair for pair in kinds.items())
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(b"</Types>", more + b"</Types>")
    return zipped(content)


def relate(content: dict[str, bytes], rels: str, kind: bytes, target: bytes) -> None:
    line = b'<Relationship Id="rIdX" Type="%s" Target="%s"/></Relationships>' % (kind, target)
    content[rels] = content[rels].replace(b"</Relationships>", line)


def test_a_thread_gets_an_answer(bad: bytes) -> None:
    original = with_thread(bad)
    copy = marked(original)
    thread = Part(parts(copy)["xl/threadedComments/threadedComment1.xml"])
    first, answer = thread.all("threadedComment")
    assert answer.attributes["parentId"] == first.attributes["id"] == THREAD.decode()
    assert b"Careers Hub:" in thread.content(answer)
    people = Part(parts(copy)["xl/persons/person.xml"]).all("person")
    assert [one.attributes["displayName"] for one in people] == ["Ms Ahmed", "Careers Hub"]
    assert answer.attributes["personId"] == people[1].attributes["id"]
    assert [str(p) for p in read(copy).problems] == [str(p) for p in read(original).problems]
    assert "Is May all right?" in " ".join(str(problem) for problem in read(copy).problems)
    assert marked(copy) == copy


def prefixed(content: dict[str, bytes]) -> None:
    """As the Open XML SDK writes it: a prefix before every element."""
    for name in ("xl/workbook.xml", "xl/styles.xml", LEADERSHIP, ITS_RELATIONS):
        with_prefix = re.sub(rb"(</?)(?=[A-Za-z]+[\s/>])", rb"\1x:", content[name])
        content[name] = with_prefix.replace(b"xmlns=", b"xmlns:x=")


def in_utf_16(content: dict[str, bytes]) -> None:
    text = content[LEADERSHIP].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    content[LEADERSHIP] = text.encode("utf-16")


def without_styles(content: dict[str, bytes]) -> None:
    del content["xl/styles.xml"]
    rels = "xl/_rels/workbook.xml.rels"
    content[rels] = re.sub(rb'<Relationship [^>]*/styles"[^>]*/>', b"", content[rels])
    types = "[Content_Types].xml"
    content[types] = re.sub(rb'<Override PartName="/xl/styles.xml"[^>]*/>', b"", content[types])


def strict(content: dict[str, bytes]) -> None:
    for name, part in content.items():
        content[name] = part.replace(MAIN, STRICT_MAIN).replace(TYPES, STRICT_TYPES)


def with_macros(content: dict[str, bytes]) -> None:
    types = "[Content_Types].xml"
    content[types] = (
        content[types]
        .replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml")
        .replace(b"vnd.openxmlformats-officedocument.sheet.macroEnabled", b"vnd.ms-excel.sheet.macroEnabled")
    )
    content["xl/vbaProject.bin"] = b"Not really macros"


def grouped(content: dict[str, bytes]) -> None:
    """Two sheets selected together, the second one open."""
    for name in ("xl/worksheets/sheet2.xml", LEADERSHIP):
        content[name] = content[name].replace(b"<sheetView ", b'<sheetView tabSelected="1" ', 1)
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b"<workbookView ", b'<workbookView activeTab="2" ')


def windows_names(content: dict[str, bytes]) -> None:
    for name in [name for name in content if "/" in name]:
        content[name.replace("/", "\\")] = content.pop(name)


def shouted_names(content: dict[str, bytes]) -> None:
    content["xl/Styles.XML"] = content.pop("xl/styles.xml")


def with_buttons(content: dict[str, bytes]) -> None:
    """A drawing with a button and, as Excel writes it, text that is no XML."""
    content["xl/drawings/vmlDrawing1.vml"] = (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
        b'</o:shapelayout><v:shape id="_x0000_s1025" type="#_x0000_t201"><v:textbox><div>Print<br></div></v:textbox>'
        b'<x:ClientData ObjectType="Button"><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor></x:ClientData></v:shape></xml>'
    )
    relate(content, ITS_RELATIONS, TYPES + b"/vmlDrawing", b"../drawings/vmlDrawing1.vml")
    content[LEADERSHIP] = content[LEADERSHIP].replace(b"<tableParts", b'<legacyDrawing r:id="rIdX"/><tableParts')
    types = content["[Content_Types].xml"]
    vml = b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    content["[Content_Types].xml"] = types.replace(b"<Default", vml + b"<Default", 1)


Change = Callable[[dict[str, bytes]], None]
UNUSUAL: list[Change] = [
    *(prefixed, in_utf_16, without_styles, strict),
    *(with_macros, grouped, windows_names, shouted_names),
]


@pytest.mark.parametrize("change", UNUSUAL, ids=lambda change: change.__name__)
def test_an_unusual_package_is_marked_all_the_same(change: Change, bad: bytes) -> None:
    content = parts(bad)
    change(content)
    original = zipped(content)
    copy = copy_of(original)
    assert not copy.fresh
    assert read(copy.data) == read(original)
    named = {name.lower().replace("\\", "/") for name in parts(copy.data)}
    assert {"xl/comments1.xml", part_of(copy.data, WHAT_TO_FIX).lower()} <= named
    rewritten = (LEADERSHIP, "\\", "Styles.XML")  # a sheet with a prefix or in UTF-16 is compared by what is read
    changed = [line for line in harm(original, copy.data) if not any(name in line for name in rewritten)]
    assert changed == []
    assert marked(copy.data) == copy.data
    assert copy.suffix == (".xlsm" if change is with_macros else ".xlsx")


def test_sheets_that_were_selected_together_are_not_any_more(bad: bytes) -> None:
    content = parts(bad)
    grouped(content)
    book = opened(marked(zipped(content)))
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [WHAT_TO_FIX]
    assert book.active.title == WHAT_TO_FIX


def test_a_button_stays_and_keeps_its_number(bad: bytes) -> None:
    content = parts(bad)
    with_buttons(content)
    copy = marked(zipped(content))
    drawing = parts(copy)["xl/drawings/vmlDrawing1.vml"]
    assert b"Print<br></div>" in drawing
    assert sorted(re.findall(rb'<v:shape id="([^"]+)"', drawing)) == [b"_x0000_s1025", b"_x0000_s1026"]
    assert drawing.count(b'ObjectType="Note"') == 1
    assert marked(copy) == copy


def test_strict_relations_stay_strict(bad: bytes) -> None:
    content = parts(bad)
    strict(content)
    copy = parts(marked(zipped(content)))
    loose = [name for name, part in copy.items() if TYPES in part or MAIN in part]
    assert loose == []


def test_what_cannot_be_marked_comes_back_as_a_new_workbook(bad: bytes) -> None:
    content = parts(marked(bad))
    content["xl/drawings/vmlDrawing1.vml"] = b"<xml>"
    broken = zipped(content)
    copy = copy_of(broken)
    assert copy.fresh
    before, after = read(broken).by_key(), read(copy.data).by_key()
    assert {key: (a.state, a.value) for key, a in before.items()} == {
        key: (a.state, a.value) for key, a in after.items()
    }
    book = opened(copy.data)
    assert highlighted(book) == {(CL, D9), ("School details", "C12")} == set(said(book))
    assert [row["link"] for row in listed(book)] == ["'School details'!C12", "'Careers leadership'!D9"]


def test_a_shared_workbook_comes_back_as_a_new_one(bad: bytes) -> None:
    content = parts(bad)
    content["xl/revisions/revisionHeaders.xml"] = b"<headers/>"
    assert copy_of(zipped(content)).fresh


@pytest.mark.parametrize("first", [1, 57])
def test_leavers_keep_their_references_in_a_new_workbook(first: int, bad: bytes) -> None:
    book = opened(bad)
    sheet = book["Destinations"]
    for row, number in enumerate(range(first, first + LEAVERS), 6):
        sheet.cell(row, 1).value = f"L{number:02d}"
    sheet["A8"].value = "Jamie"  # no reference: it gets one that is free
    content = parts(saved(book))
    content["xl/revisions/revisionHeaders.xml"] = b"<headers/>"
    original = zipped(content)
    before, after = tracked(read(original)), tracked(read(copy_of(original).data))
    kept = {ref for ref in before if ref.startswith("L")}
    assert len(kept) == LEAVERS - 1
    assert {ref: after[ref] for ref in kept} == {ref: before[ref] for ref in kept}
    assert [after[ref] for ref in after if ref not in kept] == [before[ref] for ref in before if ref not in kept]


def tracked(submission: Submission) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for answer in submission.of_kind("tracker"):
        found.setdefault(answer.ref, []).append(answer.value)
    return found


def test_a_copy_with_comments_and_threads_is_valid(bad: bytes, tmp_path: Path) -> None:
    for original in (with_comment(bad, D9, "Ask first"), with_thread(bad)):
        assert errors(marked(original), tmp_path / "copy.xlsx") <= errors(original, tmp_path / "return.xlsx")


def test_a_part_is_cut_and_pasted_byte_by_byte() -> None:
    xml = "<?xml version='1.0'?>\n<a  b='1>2' ><c/><d>é &amp; <e x = \"&quot;\"/> </d></a>".encode()
    part = Part(xml)
    assert part.edited([]) == xml
    (c,), (d,), (e,) = part.all("c"), part.all("d"), part.all("d", "e")
    assert [part.content(one) for one in (c, e)] == [b"<c/>", b'<e x = "&quot;"/>']
    edits = [part.added(c, "<k/>"), part.with_attribute(e, "x", "é"), part.with_attribute(d, "y", "2")]
    new = xml.replace(b"<c/>", b"<c><k/></c><z/>").replace(b'x = "&quot;"', b'x="&#233;"')
    assert part.edited([*edits, part.before(["d"], "<z/>")]) == new.replace(b"<d>", b'<d y="2">')


def test_a_dropped_part_takes_with_it_what_it_alone_needs(bad: bytes) -> None:
    bundle = Bundle(marked(bad))
    sheet = part_of(marked(bad), WHAT_TO_FIX)
    tables = {relation.target for relation in bundle.relations(sheet)}
    bundle.drop(sheet)
    assert tables
    assert not any(table in bundle for table in tables)
    assert all(table not in bundle["[Content_Types].xml"].decode() for table in tables)
    assert "xl/tables/table1.xml" in bundle
