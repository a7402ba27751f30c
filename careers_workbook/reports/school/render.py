"""One school's summary in the format asked for; HTML and Markdown by templates. The school's text is only text.

HTML is one self-contained page: no script, nothing fetched, good on paper and on a phone; its charts are drawn twice,
for wide pages and for narrow ones. What only some formats need is imported when it is wanted (Jinja takes its time).
Must not know: how a number was counted, files.
"""

import base64
import json
import re
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from careers_workbook.core.brand import Brand
from careers_workbook.figures.leaver_counts import Destinations
from careers_workbook.figures.summary import Summary
from careers_workbook.reports.school import narrative
from careers_workbook.reports.school.governors import GovernorsReport
from careers_workbook.reports.words import clean, shorten

ReportFormat = Literal["text", "markdown", "html", "json"]
_NO_BRAND = Brand()
FORMATS: tuple[ReportFormat, ...] = get_args(ReportFormat)
_QUOTE = 1000
"""Characters of an answer that Markdown gives."""
_MARKS = re.compile(r"[\\`*_\[\]<>|~$&@]|:(?=//)|(?<=www)\.|^[#+=-]")
"""What would be emphasis, code, a link, HTML or the next table cell; and, at the start, a heading or a list."""
_NUMBERED = re.compile(r"^(\d+)([.)])")


def render(summary: Summary, format: str, width: int = 80, brand: Brand | None = None) -> str:
    """The report, ending with a line break. ValueError: no such format.

    `width`, in columns, concerns text only; `brand`, the logo and colours of a Hub, HTML only.
    """
    match format:
        case "text":
            from careers_workbook.reports.school.plain_text import render_text  # noqa: PLC0415

            return render_text(summary, width)
        case "json":
            from careers_workbook.reports.school.report_document import report_document  # noqa: PLC0415

            return json.dumps(report_document(summary), indent=2) + "\n"
        case "markdown":
            return _filled("school.md.j2", escape, summary)
        case "html":
            return _filled("school.html.j2", None, summary, brand or _NO_BRAND)
    msg = f"{format!r} is not one of {', '.join(FORMATS)}"
    raise ValueError(msg)


def _filled(template: str, escape: Callable[[str], str] | None, summary: Summary, brand: Brand = _NO_BRAND) -> str:
    from careers_workbook.reports.drawing import NARROW, WIDE  # noqa: PLC0415
    from careers_workbook.reports.school import school_charts  # noqa: PLC0415
    from careers_workbook.reports.templating import environment  # noqa: PLC0415

    drawn = {"charts": school_charts, "WIDE": WIDE, "NARROW": NARROW}
    return (
        environment(escape, narrative=narrative, **drawn)
        .get_template(template)
        .render(summary=summary, brand=brand, logo=base64.b64encode(brand.logo).decode())
    )


def governors_page(report: GovernorsReport, leavers: Sequence[Destinations], brand: Brand | None = None) -> str:
    """What governors are shown, as a page that looks like that of the school. `leavers` are the sheets about them."""
    from careers_workbook.reports.drawing import NARROW, WIDE  # noqa: PLC0415
    from careers_workbook.reports.school.school_charts import for_governors, years  # noqa: PLC0415
    from careers_workbook.reports.templating import environment  # noqa: PLC0415

    brand = brand or _NO_BRAND
    drawn = {"wide": for_governors(report, WIDE), "narrow": for_governors(report, NARROW)}
    lines = [(years(found, WIDE), years(found, NARROW)) for found in leavers]
    logo = base64.b64encode(brand.logo).decode()
    template = environment(None, WIDE=WIDE).get_template("governors.html.j2")
    return template.render(report=report, brand=brand, logo=logo, lines=lines, **drawn)


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is, also in a table cell."""
    line = " ".join(shorten(clean(text), _QUOTE).split())
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", line))
