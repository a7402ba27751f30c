"""One school's summary in the format asked for.

Enters: a Summary. Leaves: text. Each format's own module is imported when it is wanted (Jinja takes its time).
Must not know: how a number was counted, files.
"""

import json
from typing import Literal, get_args

from careers_workbook.figures.summary import Summary

Format = Literal["text", "markdown", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(summary: Summary, format: str, width: int = 80) -> str:
    """The report, ending with a line break. `width`, in columns, concerns text only. ValueError: no such format."""
    match format:
        case "text":
            from careers_workbook.reports.school.plain_text import render_text  # noqa: PLC0415

            return render_text(summary, width)
        case "markdown":
            from careers_workbook.reports.school.markdown import render_markdown  # noqa: PLC0415

            return render_markdown(summary)
        case "html":
            from careers_workbook.reports.school.html import render_html  # noqa: PLC0415

            return render_html(summary)
        case "json":
            from careers_workbook.reports.school.report_document import report_document  # noqa: PLC0415

            return json.dumps(report_document(summary), indent=2) + "\n"
    msg = f"{format!r} is not one of {', '.join(FORMATS)}"
    raise ValueError(msg)
