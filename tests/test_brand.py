"""A Hub's logo and colours: what cannot be shown, or read, is refused with one sentence that says what to choose."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers_workbook.core.brand import MOST_BYTES, Brand, size_of, why_no_colour, why_no_logo
from careers_workbook.core.palette import AA, HUES, WHITE, contrast
from careers_workbook.core.problems import SpecError
from careers_workbook.hub.store.settings import read_settings
from careers_workbook.reports.school.render import render
from careers_workbook.reports.school.summarise import summarise
from tests.support.hub_folder import hub
from tests.support.program import ROOT
from tests.support.random_returns import SPEC, TODAY
from tests.support.submissions import submission
from tests.test_report_formats import Page


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 60, height: int = 50, *, lines: bytes | None = None, kind: int = 2, interlaced: int = 0) -> bytes:
    raw = bytes(height * (1 + width * 3)) if lines is None else lines
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


GOOD = png()


def test_a_whole_png_can_be_shown() -> None:
    assert why_no_logo(GOOD) == ""
    assert size_of(GOOD) == (60, 50)
    for picture in (ROOT / "docs" / "images").glob("*.png"):
        data = picture.read_bytes()
        assert why_no_logo(data) in ("", f"has {len(data) // 1000} KB: save it as a PNG of at most 200 KB"), picture


WRONG = {
    "a JPEG": (b"\xff\xd8\xff\xe0" + bytes(100), "is no PNG"),
    "cut off": (GOOD[:-20], "is a damaged picture"),
    "one byte changed": (GOOD[:60] + bytes([GOOD[60] ^ 1]) + GOOD[61:], "is a damaged picture"),
    "less than it says": (png(lines=bytes(40)), "is a damaged picture"),
    "more than it says": (png(lines=bytes(50 * 181 + 1)), "is a damaged picture"),
    "colours that there are none of": (png(kind=5), "is a damaged picture"),
    "too small": (png(20, 20), "has 20 x 20 pixels: each side has to have 48 to 2,000"),
    "too large": (png(30_000, 30_000, lines=b""), "has 30000 x 30000 pixels"),
    "too heavy": (GOOD + bytes(MOST_BYTES), "save it as a PNG of at most 200 KB"),
    "nothing": (b"", "is no PNG"),
}


@pytest.mark.parametrize(("data", "said"), WRONG.values(), ids=list(WRONG))
def test_what_is_no_picture_to_show_is_refused(data: bytes, said: str) -> None:
    assert why_no_logo(data).startswith(said) or said in why_no_logo(data)


def test_an_interlaced_png_can_be_shown() -> None:
    sizes = [(8, 7), (7, 7), (15, 6), (15, 13), (30, 12), (30, 25), (60, 25)]
    assert why_no_logo(png(lines=bytes(sum(rows * (1 + 3 * cols) for cols, rows in sizes)), interlaced=1)) == ""


@given(st.binary(max_size=300), st.integers(0, len(GOOD)))
def test_no_bytes_make_it_fail(noise: bytes, at: int) -> None:
    why_no_logo(noise)
    why_no_logo(GOOD[:at] + noise + GOOD[at:])


@given(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True))
def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(colour: str) -> None:
    why = why_no_colour(colour)
    assert (why == "") == (contrast(colour, WHITE) >= AA)
    if why:
        assert why.count(". ") == 0
        advised = why.rpartition('such as "')[2].rstrip('"')
        assert why_no_colour(advised) == ""


@pytest.mark.parametrize("text", ["blue", "#123", "", "12436D", "#12436D; } body { display: none"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    assert 'write it in quotes, with six digits, as "#12436D"' in why_no_colour(text)
    assert why_no_colour(HUES["blue"].solid) == ""


def test_settings_name_a_logo_and_two_colours(tmp_path: Path) -> None:
    tmp_path.joinpath("logo.png").write_bytes(GOOD)
    found = hub(tmp_path, 'logo: logo.png\ncolours: {top: "#12436d", headings: "#801650"}\n').brand
    assert found == Brand("Northmoor Careers Hub", GOOD, 60, 50, "#12436D", "#801650")
    (tmp_path / "other").mkdir()
    assert hub(tmp_path / "other").brand == Brand("Northmoor Careers Hub")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'colours: {top: "#FFD700"}',
            '"#FFD700" has only 1.4 : 1 against white, and words need 4.5 : 1: choose',
        ),
        ("colours:\n  top: #12436D", "there is no colour (behind # without quotes stands a remark)"),
        ("colours: {bottom: blue}", "bottom"),
        ("logo: none.png", "none.png is not there: copy the picture into the Hub's folder"),
        ("logo: ../outside.png", "has to lie in the Hub's folder"),
        ("logo: register.csv", "register.csv is no PNG: save it as PNG"),
    ],
)
def test_settings_refuse_what_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    folder = tmp_path / "hub"
    folder.mkdir()
    tmp_path.joinpath("outside.png").write_bytes(GOOD)
    hub(folder)
    with (folder / "collection.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"{text}\n")
    with pytest.raises(SpecError) as caught:
        read_settings(folder)
    (problem,) = caught.value.problems
    assert said in str(problem)


def test_a_report_shows_them() -> None:
    summary = summarise(submission(SPEC, {}), SPEC, TODAY)
    html = render(summary, "html", brand=Brand("Northmoor & Hub", GOOD, 60, 50, "#123456", "#654321"))
    page = Page(html)
    (image,) = (attributes for tag, attributes in page.tags if tag == "img")
    assert (image["alt"], image["width"], image["height"]) == ("Northmoor & Hub", "60", "50")
    assert str(image["src"]).startswith("data:image/png;base64,iVBOR")
    assert "form-action 'none'; img-src data:\"" in html
    assert ":root { --band: #123456; }" in html
    assert html.count("--title: #654321;") == 2
    plain = render(summary, "html")
    assert "<img" not in plain
