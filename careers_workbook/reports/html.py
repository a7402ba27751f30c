"""A summary as one self-contained HTML page: no script, nothing fetched, good on paper and on a phone.

Enters: a Summary. Leaves: HTML in which the school's text is only text. Must not know: how a number was counted.
"""

from careers_workbook.reports import charts
from careers_workbook.reports.records import Summary
from careers_workbook.reports.templating import environment
from careers_workbook.reports.words import clean, shorten

_QUOTE = 600
"""Characters of a text that are given, unless the template says otherwise."""


def render_html(summary: Summary) -> str:
    """The whole page."""
    made = environment(None)
    made.filters |= {"quoted": quoted}
    made.globals |= {"charts": charts}
    return made.get_template("school.html.j2").render(summary=summary, progress=summary.progress)


def quoted(text: str, limit: int = _QUOTE) -> str:
    """A school's text at a length that a page can bear; Jinja escapes it afterwards."""
    return shorten(clean(text).strip(), limit)
