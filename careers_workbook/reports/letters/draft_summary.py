"""What became of a batch of letters, in words: how many drafts of which kind, and which need an address.

Enters: Drafts, their folder, a width in columns. Leaves: text. Must not know: what a letter says.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from careers_workbook.hub.drafts import Draft
from careers_workbook.reports.words import many, one_line
from careers_workbook.reports.wrapping import wrap


def text(drafts: Sequence[Draft], folder: Path, width: int) -> str:
    """A line on what was written, then the schools without an address."""
    written = [draft for draft in drafts if draft.path]
    if not written:
        return "No draft was written." if drafts else "There is nobody to write to."
    kinds = Counter(draft.kind for draft in written)
    several = ", ".join(f'{number} "{kind}"' for kind, number in kinds.items())
    lines = wrap(f"{many(len(written), 'draft')} in {folder}: {several}. Nothing has been sent.", width)
    without = [draft.listed.school for draft in written if not draft.has_address]
    if without:
        lines += ["", *wrap(f"Without an e-mail address in the register ({len(without)}):", width)]
        lines += [line for one in without for line in wrap(f"{one.urn} {one_line(one.name)}", width, "  ", "    ")]
    return "\n".join(lines)
