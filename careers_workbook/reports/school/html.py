"""A summary as one self-contained HTML page: no script, nothing fetched, good on paper and on a phone.

Enters: a Summary. Leaves: HTML in which the school's text is only text. Must not know: how a number was counted.
"""

from careers_workbook.figures.summary import Summary
from careers_workbook.reports.school import bars, narrative
from careers_workbook.reports.templating import environment


def render_html(summary: Summary) -> str:
    """The whole page."""
    page = environment(None, charts=bars, narrative=narrative).get_template("school.html.j2")
    return page.render(summary=summary, progress=summary.progress)
