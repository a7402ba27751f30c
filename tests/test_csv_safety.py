"""No text that a school typed is a formula in a CSV file."""

import pytest

from careers_workbook.core.csv_safety import escape_formula

HIDDEN = ["", " ", "\u00a0", "\u200b", "\ufeff", " \u00a0\u2003", "\u202e"]


@pytest.mark.parametrize("before", HIDDEN, ids=ascii)
@pytest.mark.parametrize("sign", "=+-@＝＋－＠", ids=ascii)
def test_a_formula_is_text_whatever_stands_before_it(before: str, sign: str) -> None:
    assert escape_formula(f"{before}{sign}2+2") == f"'{before}{sign}2+2"


@pytest.mark.parametrize("text", ["", " ", "Ask the head = by May", "e-mail", "'=2", "n/a", "50 %", "\u200bnothing"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert escape_formula(text) == text
