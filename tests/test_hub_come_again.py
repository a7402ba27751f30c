"""What is dropped again in a later round has come again in that round: a school that sends its old file is seen."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from careers_workbook.hub.hub import Hub, open_hub
from tests.support.hub_folder import BRANNOC, LATER, OAK, TODAY, hub, workbook


def taken(at: Hub, name: str, data: bytes) -> Path:
    """Where it lies, once it is collected."""
    path = at.receive(name, io.BytesIO(data))
    for _ in at.collect([path]).steps:
        pass
    return path


def zipped(*files: tuple[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        for name, data in files:
            made.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 9, 0, 0)), data)
    return whole.getvalue()


@pytest.mark.parametrize("how", ["alone", "in a zip folder"])
def test_a_file_of_an_earlier_round_is_a_return_of_this_one_that_says_so(tmp_path: Path, how: str) -> None:
    root = hub(tmp_path / "hub").root
    data = workbook(OAK) if how == "alone" else zipped(("a.xlsx", workbook(OAK)), ("b.xlsx", workbook(BRANNOC)))
    name = "checklist.xlsx" if how == "alone" else "both.zip"
    first = taken(open_hub(root, TODAY), name, data)
    assert taken(open_hub(root, TODAY + dt.timedelta(days=1)), name, data) == first
    later = taken(open_hub(root, LATER), name, data)
    assert later != first
    assert taken(open_hub(root, LATER), name, data) == later
    now, before = open_hub(root, LATER).view().round, open_hub(root, TODAY).view().round
    returned = {OAK.urn} if how == "alone" else {OAK.urn, BRANNOC.urn}
    for found in (now, before):
        assert {one.listed.school.urn for one in found.came} == returned
        assert len(found.files) == len(returned)
    assert all("HUB-172" in {finding.code for finding in one.counts.findings} for one in now.came if one.counts)
    assert not any("HUB-172" in {finding.code for finding in one.counts.findings} for one in before.came if one.counts)
