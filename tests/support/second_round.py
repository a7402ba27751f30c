"""A Hub in its second round: workbooks came back that were sent with the answers of the first; and all else."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

from careers_workbook.hub.store.collect import Request, collect
from careers_workbook.hub.store.settings import HubSettings
from careers_workbook.returns.worker.elsewhere import Elsewhere
from careers_workbook.returns.worker.process import Limits
from tests.support.hostile import encrypted, filled, memory_eater
from tests.support.hub_folder import BRANNOC, OAK, SPRING, WOOD_A, drop, hub, workbook
from tests.support.program import run
from tests.support.store_content import Content, content

TODAY = dt.date(2027, 2, 1)
LIMITS = Limits(memory=180_000_000)
"""One file needs more."""
REQUEST = Request(SPRING, TODAY)


def second_round(folder: Path) -> HubSettings:
    """Nothing is collected yet of the round."""
    where = hub(folder)
    for school in (OAK, BRANNOC, WOOD_A):
        drop(where, f"{school.urn}.xlsx", workbook(school))
    assert run("collect", "--today", "2026-12-01", cwd=where.root).code in (0, 1)
    assert run("build", "--today", "2027-01-10", cwd=where.root).code == 0
    for path in where.folders["inbox"].iterdir():
        path.unlink()
    for number, path in enumerate(sorted((where.folders["blank"] / SPRING).glob("*.xlsx"))):
        drop(where, path.name if number else "our checklist.xlsx", path.read_bytes())
    drop(where, "a.xlsx", filled())
    drop(where, "b.xlsx", memory_eater(60_000_000))
    drop(where, "c.xlsx", filled())
    drop(where, "d.xlsx", encrypted(filled()))
    drop(where, "e.xlsx", b"no workbook")
    return where


def collected(begun: HubSettings, folder: Path, readers: int | Elsewhere) -> Content:
    """What is in the store of a copy of the Hub when its inbox was collected."""
    where = at(begun, folder)
    assert list(collect(where, [where.folders["inbox"]], REQUEST, LIMITS, readers))
    return content(where.store)


def at(begun: HubSettings, folder: Path) -> HubSettings:
    """The Hub as it was, in another folder."""
    shutil.copytree(begun.root, folder / "hub")
    moved = {name: folder / "hub" / path.relative_to(begun.root) for name, path in begun.folders.items()}
    register = folder / "hub" / begun.register.relative_to(begun.root)
    return replace(begun, root=folder / "hub", folders=moved, register=register)
