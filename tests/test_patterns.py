"""No regular expression of the package needs far more time for a longer text."""

import time

import pytest

from tests.support.patterns import Used, unknown, used, verdicts

PATTERNS = sorted(used())
_ATTRIBUTE = (
    r"careers_workbook.spreadsheet.annotate.package: b'\\s' + name.encode() + "
    r"""b'\\s*=\\s*(?:"[^"]*"|\'[^\']*\')'"""
)
PUT_TOGETHER = {
    "careers_workbook.figures.quality: pattern",  # prefixes of a spec, escaped
    "careers_workbook.returns.redaction.personal_data: pattern",  # at import; its results are checked
    "careers_workbook.spec.records: limits.pattern.strip('^$')",  # those of the keys of a spec, written in the program
    "careers_workbook.spreadsheet.annotate.comments: b'<x:' + name + b'>\\\\s*(\\\\d+)\\\\s*<'",  # two fixed names
    _ATTRIBUTE,  # in one tag
}
"""Patterns that are made inside functions, and why that does no harm."""
PUMPS = (
    *(
        " ",
        "\t",
        "\n",
        "a",
        "A",
        "0",
        "9",
        ".",
        "-",
        "_",
        "@",
        "<",
        ">",
        '"',
        "'",
        "[",
        "{",
        "\\",
        ":",
        "/",
        ",",
        "=",
        "(",
        "é",
    ),
    *(
        "a.",
        "a@",
        "0.",
        "0 ",
        "00:00",
        "a ",
        "A0",
        "<t",
        "<a ",
        "<r>",
        "<x:Anchor>",
        "='",
        "{a",
        "<plist",
        "a=b;",
        "x-a: b\n",
    ),
    *("\n\nFrom 00:00", "Careers Hub: ", "1 jan ", "born 1/1/", "+44 ", "=?a?q?", "<cfRule ", "d.o.b. ", "1/", "sep"),
)
"""What is repeated, each by itself and behind and before a sign that fits nothing."""
SHORT, LONG = 2_500, 10_000
LITTLE, MOST_GROWTH = 0.05, 6.0
"""Seconds of processor time that say nothing; times as long that a text may take which is four times as long."""


@pytest.mark.slow
def test_every_pattern_is_known_beforehand() -> None:
    assert set(unknown()) <= PUT_TOGETHER, "keep the pattern with re.compile at the top of its module"


@pytest.mark.slow
def test_every_pattern_was_checked() -> None:
    kept = verdicts()
    unchecked = [f"{one.how}: {one.pattern}" for one in PATTERNS if one not in kept]
    assert not unchecked, "check them as tests/support/patterns.py says at its top, and commit tests/data/patterns.json"


def test_a_pattern_that_may_be_slow_is_only_used_on_short_texts() -> None:
    assert [one.pattern for one in verdicts().values() if one.verdict != "linear" and not one.cap] == []


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: f"{one.how} {one.pattern[:40]}")
def test_time_grows_with_the_text_and_no_faster(pattern: Used) -> None:
    cap = verdicts()[pattern].cap
    most = int(cap.split()[0].replace(",", "")) if "characters" in cap else LONG
    for pump in PUMPS:
        for before, behind in (("", ""), ("\x00", "\x00"), ("0", "!"), ("A", "!"), ("<", "\x00")):
            shorter, longer = (f"{before}{(pump * length)[:length]}{behind}" for length in (most * SHORT // LONG, most))
            took = seconds(pattern, longer)
            assert took <= LITTLE or took <= MOST_GROWTH * max(seconds(pattern, shorter), 0.001), (pump, behind)


def seconds(pattern: Used, text: str) -> float:
    start = time.process_time()
    getattr(pattern.compiled(), pattern.how)(text)
    return time.process_time() - start
