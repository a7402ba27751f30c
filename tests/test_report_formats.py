"""The four formats of a report: they render whatever a school wrote, and what a school wrote stays text."""

import datetime as dt
import json
import re
import subprocess
import sys
from dataclasses import asdict
from html.parser import HTMLParser
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from careers_workbook.reports import words
from careers_workbook.reports.school import narrative
from careers_workbook.reports.school.render import FORMATS, escape, render
from careers_workbook.reports.school.report_document import report_schema
from careers_workbook.reports.school.summarise import summarise
from careers_workbook.reports.wrapping import columns, wrap
from tests.support import random_returns
from tests.support.random_returns import NASTY, SPEC, TODAY, Drawn, returns
from tests.support.submissions import MISSING, NOT_ASKED, Content, submission
from tests.support.sweep import tries

VALIDATOR = jsonschema.Draft202012Validator(report_schema(), format_checker=jsonschema.FormatChecker())
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ALLOWED_ADDRESS = re.compile(r"#[a-z-]+")


def everywhere(text: Content) -> Drawn:
    """The same text in every cell of the first items and of the school details."""
    refs = ("CL1", "CL2", "CL3", "SP1")
    cells = {(ref, column): text for ref in refs for column in ("action", "deadline", "review", "completed")}
    return Drawn(cells | {(f"SD{n}", "answer"): text for n in range(1, 13)}, [])


class Page(HTMLParser):
    """The tags of a page, their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def html_of(drawn: Drawn) -> Page:
    return Page(render(summarise(drawn.returned, SPEC, TODAY), "html"))


@tries(10, many=100)
@given(returns(), st.integers(1, 130))
def test_every_format_renders(drawn: Drawn, width: int) -> None:
    summary = summarise(drawn.returned, SPEC, TODAY)
    for name in FORMATS:
        page = render(summary, name, width)
        assert page.endswith("\n")
        assert page == render(summary, name, width)
        page.encode("utf-8")
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page), name


def test_an_unknown_format_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'pdf' is not one of text, markdown, html, json"):
        render(summarise(submission(SPEC, {}), SPEC, TODAY), "pdf")


# text


@tries(10, many=100)
@given(returns(), st.integers(40, 130))
def test_text_never_passes_the_width(drawn: Drawn, width: int) -> None:
    for line in render(summarise(drawn.returned, SPEC, TODAY), "text", width).splitlines():
        assert columns(line) <= width, line
        assert line == line.rstrip()


@given(random_returns.text, st.integers(10, 60), st.text("ab ", max_size=8))
def test_wrapping_loses_no_word(text: str, width: int, first: str) -> None:
    lines = wrap(text, width, first)
    assert all(columns(line) <= max(width, columns(first) + 2) for line in lines)
    begun = [line[len(first) :] for line in [first + lines[0][len(first) :], *lines[1:]]]
    assert "".join("".join(begun).split()) == "".join(text.split())


@pytest.mark.parametrize("drawn", [Drawn({}, []), everywhere("Plain words")])
def test_our_own_words_are_in_the_windows_character_set(drawn: Drawn) -> None:
    for name in FORMATS:
        render(summarise(drawn.returned, SPEC, TODAY), name).encode("cp1252")


def test_a_long_answer_is_shortened_and_says_by_how_much() -> None:
    text = render(summarise(everywhere("y" * 2000).returned, SPEC, TODAY), "text", 80)
    assert "[... 1,700 more characters]" in " ".join(text.split())


def test_no_two_states_read_alike() -> None:
    text = render(summarise(random_states().returned, SPEC, TODAY), "text", 100)
    for said in ("(blank)", "(missing from the file)", '(unclear: "many")', "(not asked in this version)"):
        assert text.count(said) == (9 if said == "(blank)" else 1), said


def random_states() -> Drawn:
    cells: dict[tuple[str, str], Content] = {("SD2", "answer"): MISSING, ("SD3", "answer"): NOT_ASKED}
    return Drawn(cells | {("SD8", "answer"): "many"}, [])


# HTML


def test_html_holds_nothing_active_and_fetches_nothing() -> None:
    for text in NASTY:
        page = html_of(everywhere(text))
        assert not {"script", "iframe", "object", "embed", "form", "link", "img", "base"} & {
            tag for tag, _ in page.tags
        }
        for _, attributes in page.tags:
            assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")]
            assert ALLOWED_ADDRESS.fullmatch(attributes.get("href") or "#a")
        html = render(summarise(everywhere(text).returned, SPEC, TODAY), "html")
        assert not re.findall(r"(?<!&quot;)url\((?!#p-)", html.replace(text, ""))
        assert "@import" not in html


def test_what_a_school_wrote_makes_no_tag() -> None:
    tags = [tag for tag, _ in html_of(everywhere("plain")).tags]
    for text in NASTY:
        page = html_of(everywhere(text))
        assert [tag for tag, _ in page.tags] == tags, text
        assert words.clean(text).strip() in page.text


def test_html_is_a_page_that_a_screen_reader_can_follow() -> None:
    page = html_of(everywhere("plain"))
    tags = page.tags
    named = [tag for tag, _ in tags]
    assert tags[0] == ("html", {"lang": "en-GB"})
    assert {"header", "nav", "main", "footer", "title"} <= set(named)
    assert named.count("h1") == 1
    assert named.count("table") == named.count("caption") == named.count("thead")
    headings = [int(tag[1]) for tag in named if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    images = [attributes for tag, attributes in tags if tag == "svg" and attributes.get("aria-hidden") != "true"]
    assert images
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for attributes in images:
        assert attributes["role"] == "img"
        assert set((attributes["aria-labelledby"] or "").split()) <= set(ids)
    targets = {(attributes["href"] or "")[1:] for tag, attributes in tags if tag == "a"}
    assert targets <= set(ids)


def test_html_forbids_by_policy_what_it_does_not_need() -> None:
    metas = [attributes for tag, attributes in html_of(everywhere("plain")).tags if tag == "meta"]
    policy = next(m["content"] for m in metas if m.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


# Markdown


@given(random_returns.text)
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    table = f"| a | b |\n|---|---|\n| {escape(text)} | end |\n"
    cells = [token for token in MARKDOWN.parse(table) if token.type == "inline"]
    assert [cell.content for cell in cells[:2]] == ["a", "b"]
    assert len(cells) == 4
    assert {child.type for child in cells[2].children or ()} <= {"text", "text_special"}
    shown = "".join(child.content for child in cells[2].children or ())
    assert shown == " ".join(words.clean(text).split())


@given(random_returns.text)
def test_markdown_in_a_list_makes_no_heading_and_no_list(text: str) -> None:
    tokens = MARKDOWN.parse(f"- {escape(text)}\n")
    kinds = [token.type for token in tokens if token.type not in ("paragraph_open", "inline", "paragraph_close")]
    assert kinds == ["bullet_list_open", "list_item_open", "list_item_close", "bullet_list_close"]


@tries(10, many=100)
@given(returns())
def test_markdown_tables_stay_whole(drawn: Drawn) -> None:
    summary = summarise(drawn.returned, SPEC, TODAY)
    tokens = MARKDOWN.parse(render(summary, "markdown"))
    assert not [
        token for token in tokens if token.type in ("html_block", "fence", "code_block", "blockquote_open", "hr")
    ]
    rows = sum(token.type == "tr_open" for token in tokens)
    lists = [rows for _, rows in narrative.action_groups(summary) if rows]
    reviewless = summary.progress.done_without_review
    tables = [len(narrative.with_total(summary, tallies)) for _, tallies in narrative.progress_tables(summary)]
    tables += [len(found) for found in lists] + ([len(reviewless)] if reviewless else [])
    tables += [len(points) for d in summary.destinations for c in d.cohorts for _, points in narrative.point_tables(c)]
    tables += [len(summary.details)] + ([len(summary.quality.findings)] if summary.quality.findings else [])
    assert rows == sum(tables) + len(tables)


# JSON


@tries(10, many=100)
@given(returns())
def test_json_follows_its_schema_and_says_the_same_numbers(drawn: Drawn) -> None:
    summary = summarise(drawn.returned, SPEC, TODAY)
    data = json.loads(render(summary, "json"))
    VALIDATOR.validate(data)
    total = dict(data["progress"]["total"])
    percent = total.pop("percent_done")
    assert {**total, "in_percent": not summary.filled.says_nothing} == asdict(summary.progress.total)
    assert percent == (
        None if summary.progress.total.percent_done is None else round(summary.progress.total.percent_done, 1)
    )
    assert len(data["actions"]["overdue"]) == total["overdue"]
    assert data["destinations"][0]["leavers"] == summary.destinations[0].leavers
    assert data["keep_private"] == summary.keep_private


def test_json_schema_is_a_schema_and_refuses_what_is_not_a_report() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())
    data = json.loads(render(summarise(everywhere(dt.date(2027, 3, 1)).returned, SPEC, TODAY), "json"))
    VALIDATOR.validate(data)
    assert data["today"] == "2027-03-31"
    assert data["actions"]["overdue"][0]["deadline"]["value"] == "2027-03-01"
    for damage in ({"today": "31/03/2027"}, {"report_version": "0"}, {"surprise": 1}, {"actions": {}}):
        assert not VALIDATOR.is_valid(data | damage), damage


# what it costs


@pytest.mark.parametrize("name", ["text", "json"])
def test_text_and_json_do_without_jinja(name: str) -> None:
    program = (
        "import sys, datetime as dt\n"
        "from careers_workbook.reports.school.render import render\n"
        "from careers_workbook.reports.school.summarise import summarise\n"
        "from careers_workbook.returns.submission import Submission\n"
        "from careers_workbook.spec.load import load\n"
        f"render(summarise(Submission('x.xlsx', 'accepted'), load('{SPEC.id}'), dt.date(2027, 3, 31)), '{name}')\n"
        "print({'jinja2', 'pandas', 'openpyxl', 'xlsxwriter', 'rich', 'click'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("as short as can be", "as short as can be"),
        ("one two three four five six", "one two three four"),
        ("one two three fourth five", "one two three"),
        ("x" * 30, "x" * 18),
    ],
)
def test_what_is_cut_ends_at_a_word(text: str, kept: str) -> None:
    more = f" [... {len(text) - len(kept)} more characters]" if kept != text else ""
    assert words.shorten(text, 18) == kept + more


def test_how_often_is_a_sentence() -> None:
    assert words.how_often(1, "It is no date.") == ""
    assert words.how_often(10, "It is no date.") == " This is so 10 times."
    assert words.how_often(2, "Odd (not shown)") == ". This is so 2 times."
