"""Makes the files of this folder again: python -m tests.data.formats.make NODE_MODULES (after `npm install xlsx`).

They are kept because making them needs Node.js, or LibreOffice driven from inside (its own python3 with `uno`), or the
`zip` program. Who saved what: README.md beside.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from careers_workbook.blanks.workbook import Order, build
from careers_workbook.layout.plan import plan
from careers_workbook.spec.load import load
from tests.support.truth import BUILT, FIRST_SPEC, SCHOOL, truth

HERE = Path(__file__).parent
PASSWORD = "Oak Lane 1"
SHEETJS = """
const X = require(process.argv[1] + '/xlsx'), from = process.argv[2], to = process.argv[3];
const book = X.readFile(from, {cellDates: true, cellNF: true, cellStyles: true});
X.writeFile(book, to + '/sheetjs.xlsb', {compression: true});
X.writeFile(book, to + '/sheetjs.ods', {bookType: 'ods', compression: true});
X.writeFile(book, to + '/sheetjs-excel-5.xls', {bookType: 'biff5'});
X.writeFile(book, to + '/sheetjs-page.xls', {bookType: 'html', sheet: 'School details'});
"""
LIBREOFFICE = """
import subprocess, sys, time, uno
from com.sun.star.beans import PropertyValue
def said(name, value):
    one = PropertyValue(); one.Name, one.Value = name, value; return one
office = subprocess.Popen(["soffice", "-env:UserInstallation=file://" + sys.argv[2] + "/profile", "--headless",
                           "--accept=pipe,name=formats;urp", "--norestore"])
here = uno.getComponentContext()
find = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
for _ in range(120):
    try:
        there = find.resolve("uno:pipe,name=formats;urp;StarOffice.ComponentContext"); break
    except Exception: time.sleep(0.5)
desk = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
book = desk.loadComponentFromURL("file://" + sys.argv[1], "_blank", 0, (said("Hidden", True),))
for name, filter in (("locked.xls", "MS Excel 97"), ("locked.ods", "calc8")):
    book.storeToURL("file://" + sys.argv[3] + "/" + name, (said("FilterName", filter), said("Password", sys.argv[4])))
book.close(True)
try: desk.terminate()
except Exception: pass
office.wait(60)
"""


def main(modules: str) -> None:
    spec = load(FIRST_SPEC)
    answers = truth(spec)
    with tempfile.TemporaryDirectory() as scratch:
        filled = Path(scratch, "filled.xlsx")
        filled.write_bytes(build(plan(spec), SCHOOL, Order(BUILT), answers))
        subprocess.run(["node", "-e", SHEETJS, modules, filled, HERE], check=True)
        subprocess.run(["/usr/bin/python3", "-c", LIBREOFFICE, filled, scratch, HERE, PASSWORD], check=True)
        note = Path(scratch, "note.csv")
        note.write_text("Ref,Item\nXX1,Nothing of ours\n", encoding="utf-8")
        HERE.joinpath("locked.zip").unlink(missing_ok=True)
        subprocess.run(["zip", "-q", "-j", "-P", PASSWORD, HERE / "locked.zip", note], check=True)
    known = [[ref, column, str(value)] for (ref, column), value in answers.items()]
    lines = ",\n".join(map(json.dumps, known))
    HERE.joinpath("answers.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
