"""A summary as Markdown: headings, lists and tables that GitHub and most editors show.

Enters: a Summary. Leaves: Markdown in which the school's text is only text. Must not know: how a number was counted.
"""

import re

from careers_workbook.figures.summary import Summary
from careers_workbook.reports.school import narrative
from careers_workbook.reports.templating import environment
from careers_workbook.reports.words import clean, shorten

_QUOTE = 1000
"""Characters of an answer that are given."""
_MARKS = re.compile(r"[\\`*_\[\]<>|~$&@]|:(?=//)|(?<=www)\.|^[#+=-]")
"""What would be emphasis, code, a link, HTML or the next table cell; and, at the start, a heading or a list."""
_NUMBERED = re.compile(r"^(\d+)([.)])")


def render_markdown(summary: Summary) -> str:
    """The whole report."""
    return environment(escape, narrative=narrative).get_template("school.md.j2").render(summary=summary)


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is, also in a table cell."""
    line = " ".join(shorten(clean(text), _QUOTE).split())
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", line))
