"""Random returns for hypothesis: any question may hold an answer, nonsense, nothing, or be gone."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from hypothesis import strategies as st

from careers_workbook.layout.plan import plan
from careers_workbook.returns.submission import Submission
from careers_workbook.spec.load import load
from tests.support.submissions import MISSING, NOT_ASKED, Content, Leaver, submission
from tests.support.truth import FIRST_SPEC

SPEC = load(FIRST_SPEC)
TODAY = dt.date(2027, 3, 31)
NASTY = (
    "<script>alert(1)</script>",
    "a | b",
    "`code` and *stars* and _lines_",
    "# heading\n- bullet\n1. one",
    "[link](https://example.invalid/) www.example.invalid",
    "x" * 500,
    "\u0645\u0631\u062d\u0628\u0627 \u202e abc",
    "\U0001f469\U0001f3fd\u200d\U0001f3eb \u5bb6\u65cf",
    "\x1b[31mred\x07",
    "&lt;b&gt; &amp;amp; \\",
    "{{ 7 * 7 }} {% raw %}",
)
_days = st.integers(-60, 60).map(lambda days: TODAY + dt.timedelta(days))
text = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))


def _labels(*lists: str) -> st.SearchStrategy[str]:
    return st.sampled_from([option.label for name in lists for option in SPEC.lists[name]])


_content = st.one_of(_labels("completed"), _days, text, st.sampled_from([None, MISSING, NOT_ASKED]), st.integers(0, 30))
_of_role = {"completed": st.one_of(_labels("completed"), _content), "deadline": st.one_of(_days, _content)}
_keys = sorted({(slot.ref, slot.column) for slot in plan(SPEC).slots if slot.kind != "tracker"})
_checklist_keys = [key for key in _keys if key[1] != "answer"]
_destination = st.one_of(_labels("destinations"), _labels("destinations"), st.sampled_from([None, MISSING, "Jane Doe"]))
_leaver = st.fixed_dictionaries(
    {"leaving_year": st.one_of(_labels("leaving_years"), st.sampled_from([None, MISSING, "once"]))},
    optional={
        **dict.fromkeys(("intended", "autumn", "year_1", "year_2", "year_3", "year_4"), _destination),
        "six_months": st.one_of(_labels("still_there"), st.none()),
    },
)


@dataclass(frozen=True)
class Drawn:
    """What was drawn: a return is long, this is short enough for a failing test to show."""

    cells: dict[tuple[str, str], Content]
    leavers: list[Leaver]

    @cached_property
    def returned(self) -> Submission:
        """The return."""
        return submission(SPEC, self.cells, self.leavers)


@st.composite
def returns(draw: st.DrawFn) -> Drawn:
    """A return of the default spec."""
    keys = draw(st.lists(st.sampled_from(_checklist_keys), max_size=40, unique=True))
    keys += draw(st.lists(st.sampled_from(_keys), max_size=5, unique=True))
    cells = {key: draw(_of_role.get(key[1], _content)) for key in keys}
    return Drawn(cells, draw(st.lists(_leaver, max_size=8)))
