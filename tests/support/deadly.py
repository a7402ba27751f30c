"""A kind of answer that does to its process what the answer says: files that are deadly to read, and small.

LOG in the environment names a file that gets a line whenever one is tried.
"""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from careers_workbook.core.cell_content import CellContent
from careers_workbook.spec.answers import text
from careers_workbook.spec.answers.answer_kind import Asked, Parsed

LOG = "CAREERS_WORKBOOK_TESTS_DEADLY"
BREAKS, HANGS, EATS, KILLS = "breaks", "hangs", "eats", "kills"
SPEC = """\
id: deadly
version: "1"
title: A form
start:
  what: A form.
  who: For whoever dares.
  steps:
    - Fill it in.
sheets:
  - kind: form
    title: Details
    fields:
      - {ref: D1, id: urn, label: URN, prefill: urn}
      - {ref: D2, id: name, label: Name, prefill: name}
      - {ref: D3, id: word, label: Word, answer: deadly}
"""


def _parse(content: CellContent, _asked: Asked[Any]) -> Parsed:
    if content.value in (BREAKS, HANGS, EATS) and LOG in os.environ:
        with Path(os.environ[LOG]).open("a", encoding="utf-8") as log:
            log.write(f"{content.value}\n")
    if content.value == BREAKS:
        os._exit(1)
    if content.value == KILLS:  # whoever lets it be read, as a computer does that has no memory left
        os.kill(os.getppid(), signal.SIGKILL)
    if content.value == HANGS:
        time.sleep(1_000)
    if content.value == EATS:
        bytearray(10**13)
    return Parsed(content.value)


KIND = replace(text.KIND, name="deadly", rank=99, parse=_parse)
