"""One school's summary in the format asked for; HTML and Markdown by templates.

Enters: a Summary. Leaves: text in which the school's text is only text. HTML is one self-contained page: no script,
nothing fetched, good on paper and on a phone. Each format's own modules are imported when it is wanted (Jinja takes its
time). Must not know: how a number was counted, files.
"""

import json
import re
from typing import Literal, get_args

from careers_workbook.figures.summary import Summary
from careers_workbook.reports.words import clean, shorten

Format = Literal["text", "markdown", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
_QUOTE = 1000
"""Characters of an answer that Markdown gives."""
_MARKS = re.compile(r"[\\`*_\[\]<>|~$&@]|:(?=//)|(?<=www)\.|^[#+=-]")
"""What would be emphasis, code, a link, HTML or the next table cell; and, at the start, a heading or a list."""
_NUMBERED = re.compile(r"^(\d+)([.)])")


def render(summary: Summary, format: str, width: int = 80) -> str:
    """The report, ending with a line break. `width`, in columns, concerns text only. ValueError: no such format."""
    match format:
        case "text":
            from careers_workbook.reports.school.plain_text import render_text  # noqa: PLC0415

            return render_text(summary, width)
        case "markdown":
            return render_markdown(summary)
        case "html":
            return render_html(summary)
        case "json":
            from careers_workbook.reports.school.report_document import report_document  # noqa: PLC0415

            return json.dumps(report_document(summary), indent=2) + "\n"
    msg = f"{format!r} is not one of {', '.join(FORMATS)}"
    raise ValueError(msg)


def render_html(summary: Summary) -> str:
    """The whole page."""
    from careers_workbook.reports.school import bars, narrative  # noqa: PLC0415
    from careers_workbook.reports.templating import environment  # noqa: PLC0415

    page = environment(None, bars=bars, narrative=narrative).get_template("school.html.j2")
    return page.render(summary=summary, progress=summary.progress)


def render_markdown(summary: Summary) -> str:
    """The whole report in headings, lists and tables that GitHub and most editors show."""
    from careers_workbook.reports.school import narrative  # noqa: PLC0415
    from careers_workbook.reports.templating import environment  # noqa: PLC0415

    return environment(escape, narrative=narrative).get_template("school.md.j2").render(summary=summary)


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is, also in a table cell."""
    line = " ".join(shorten(clean(text), _QUOTE).split())
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", line))
