"""The desk of one Hub as a value: its folder, the day, the work under way, who may come in.

Enters: the folder of a Hub. Leaves: the Hub, opened anew for every page. Must not know: pages, requests, servers.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from careers_workbook.core.problems import Problem
from careers_workbook.core.temporary import lasting_folder
from careers_workbook.desk.activity import Activity
from careers_workbook.desk.desk_jobs import DeskJobs
from careers_workbook.desk.folder_watch import FolderWatch
from careers_workbook.desk.instance import Instance, own_folder
from careers_workbook.desk.looked_files import LookedFiles
from careers_workbook.desk.offered_folders import OfferedFolders
from careers_workbook.desk.session import Session
from careers_workbook.hub.hub import GivenAnswers, Hub, open_hub

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory


@dataclass(slots=True)
class Desk:
    """What the pages of a desk stand on. `folder` is None until a Hub is opened; `fixed` is taken for today.

    `on_entry` is done when somebody has come in, `on_hub` when a Hub is opened. `folders` are those that pages offered;
    `backup` was made and can be saved. `given` are answers that were shown, by a word of this desk, until they are
    written down; `looked` are files that were sent to be looked at only.
    """

    folder: Path | None
    session: Session
    instance: Instance
    fixed: dt.date | None = None
    jobs: DeskJobs = field(default_factory=DeskJobs)
    activity: Activity = field(default_factory=Activity)
    on_entry: Callable[[], object] = bool
    on_hub: Callable[[Path], object] = bool
    is_ended: bool = False
    folders: OfferedFolders = field(default_factory=OfferedFolders)
    watch: FolderWatch | None = None
    backup: Path | None = None
    given: "dict[str, GivenAnswers]" = field(default_factory=dict)
    looked: LookedFiles = field(default_factory=LookedFiles)
    upgraded: Problem | None = None
    _scratch: "TemporaryDirectory[str] | None" = None

    @classmethod
    def at(cls, folder: Path | None, port: int, fixed: dt.date | None = None) -> "Desk":
        """The desk of the Hub in a folder, at a port of this computer."""
        desk = cls(folder, Session(port), Instance(port), fixed)
        if folder:
            desk.upgrade(folder)
        return desk

    def upgrade(self, folder: Path) -> None:
        """Bring the folder of a Hub up to date; what is to be said of that is said on the first page."""
        self.upgraded = open_hub(folder, self.today).upgrade()

    def open(self, folder: Path) -> None:
        """Let this be the desk of the Hub in a folder."""
        self.upgrade(folder)
        self.on_hub(folder)
        self.looked.clear()
        self.folder = folder

    def scratch(self) -> Path:
        """A folder of the user's own for what is to be saved elsewhere: it goes when the desk ends."""
        self._scratch = self._scratch or lasting_folder()
        return Path(self._scratch.name)

    @property
    def own_folder(self) -> Path:
        """Where this computer keeps what is said of the desk of this Hub."""
        return own_folder(self.folder)

    @property
    def today(self) -> dt.date:
        """The day; a desk may stay open over midnight."""
        return self.fixed or dt.date.today()  # noqa: DTZ011 - the day of whoever sits here

    def hub(self, round_name: str = "") -> Hub:
        """The Hub as it is now, at the round of this name or at the one under way."""
        assert self.folder  # noqa: S101 - only the first page is shown without
        return open_hub(self.folder, self.today, round_name or None)
