"""LibreOffice as a second opinion: it opens what we build, calculates it, saves it, prints it.

A test that uses the `office` fixture is marked `office`; where LibreOffice is missing it is skipped, and fails with CI
set (conftest.py).
"""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.pictures import Picture, png

_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Without it LibreOffice shows the values that are stored in the file, and a test of formulas proves nothing."""
_MINUTES = 3


@dataclass(frozen=True)
class Office:
    """One LibreOffice with a profile of its own, so that tests can run side by side."""

    profile: Path

    def convert(self, files: Sequence[Path], to: str, folder: Path) -> list[Path]:
        """The files opened, calculated and saved again as another format, in one go."""
        (self.profile / "user").mkdir(parents=True, exist_ok=True)
        (self.profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
        command = [shutil.which("soffice") or "soffice", f"-env:UserInstallation={self.profile.as_uri()}", "--headless"]
        command += ["--convert-to", to, "--outdir", str(folder), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 * _MINUTES, check=False)
        made = [folder / f"{file.stem}.{to.partition(':')[0]}" for file in files]
        missing = [file.name for file in made if not file.is_file()]
        assert not missing, f"LibreOffice made no {missing}: {done.stdout} {done.stderr}"
        return made

    def calculated(self, files: Sequence[Path], folder: Path) -> list[Path]:
        """The files with every formula calculated today, as .xlsx."""
        folder.mkdir(exist_ok=True)
        return self.convert(files, "xlsx:Calc MS Excel 2007 XML", folder)

    def fitted(self, files: Sequence[Path], folder: Path) -> list[Path]:
        """The files as .xlsx with each row as high as LibreOffice finds it must be.

        It takes the heights of an .xlsx for granted, and works them out for a flat document that gives none.
        """
        folder.mkdir(exist_ok=True)
        flat = self.convert(files, "fods", folder)
        for file in flat:
            text = file.read_text(encoding="utf-8")
            bare = re.sub(r'style:row-height="[^"]*"', "", text)
            assert bare != text
            file.write_text(re.sub(r"(<meta:generator>)[^<]*", r"\1Tests", bare), encoding="utf-8")
        return self.calculated(flat, folder / "fitted")

    def pages(self, file: Path, folder: Path) -> list[Path]:
        """The printed pages of a file as pictures."""
        (pdf,) = self.convert([file], "pdf", folder)
        program = shutil.which("pdftoppm") or "pdftoppm"
        subprocess.run([program, "-r", "60", "-png", str(pdf), str(folder / pdf.stem)], check=True, timeout=60)
        return sorted(folder.glob(f"{pdf.stem}-*.png"))

    def picture(self, file: Path, folder: Path) -> Picture:
        """The first printed page of a file, 100 dots an inch."""
        (pdf,) = self.convert([file], "pdf", folder)
        program = shutil.which("pdftoppm") or "pdftoppm"
        subprocess.run(
            [program, "-r", "100", "-png", "-singlefile", str(pdf), str(folder / pdf.stem)], check=True, timeout=60
        )
        return png(folder / f"{pdf.stem}.png")
