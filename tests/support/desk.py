"""A desk that runs: started as a user starts it, in a process of its own, and asked over its own port."""

import contextlib
import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from tests.support.program import environment

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """What somebody reads on the page."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


@dataclass(slots=True)
class RunningDesk:
    """One desk. `door` is the file that a browser is sent to first; `cookie` is what it was given for that."""

    process: "subprocess.Popen[str] | None"
    state: Path
    port: int
    door: Path
    cookie: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        found = re.search(r"token=([\w-]+)", self.door.read_text(encoding="utf-8"))
        assert found
        return found[1]

    def enter(self) -> Answer:
        """Exchange the token for the cookie, as the first page does."""
        answer = self.ask("GET", f"/enter?token={self.token}", cookie="")
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        cookie: str | None = None,
    ) -> Answer:
        """One request with these headers and no others but the cookie and the host."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        given = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        if said := self.cookie if cookie is None else cookie:
            given.setdefault("Cookie", said)
        with contextlib.closing(asking):
            asking.request(method, path, body, given, encode_chunked="Transfer-Encoding" in given)
            response = asking.getresponse()
            return Answer(
                response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
            )

    def get(self, path: str) -> Answer:
        """As a link on one of its pages does."""
        return self.ask("GET", path, headers={"Sec-Fetch-Site": "same-origin"})

    def post(self, path: str, **fields: str) -> Answer:
        """As a form on one of its pages does."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), {**self.own, **kind})

    def send(self, *files: tuple[str, bytes], path: str = "/inbox/send", field: str = "files", **fields: str) -> Answer:
        """As a form for files does."""
        body, kind = form_of(files, fields, field)
        return self.ask("POST", path, body, {**self.own, "Content-Type": kind})

    @property
    def own(self) -> dict[str, str]:
        """What a browser says of a form on the desk's own pages."""
        return {"Sec-Fetch-Site": "same-origin", "Origin": "null"}

    def followed(self, answer: Answer) -> Answer:
        """The page that a form leads to, once its work is over."""
        assert answer.status == 303, answer.text
        where = answer.headers["location"]
        ends = time.monotonic() + PATIENCE
        while where.startswith("/jobs/"):
            page = self.get(where)
            if 'hx-trigger="every' not in page.text:
                if ">Done." not in page.text:
                    return page
                where = unescape(page.text.split('<p><a class="button" href="')[1].split('"')[0])
                break
            assert time.monotonic() < ends, page.text
            time.sleep(0.1)
        page = self.get(where)
        return page if page.status != 303 else self.get(page.headers["location"])

    def done(self, answer: Answer) -> str:
        """The same as text, which says that it is done."""
        page = self.followed(answer).text
        assert "Done:" in page or "Done." in page, page
        return page

    def end(self) -> int:
        """Close it as its button does: its exit code."""
        assert self.process
        self.post("/close")
        return self.process.wait(PATIENCE)


def form_of(files: tuple[tuple[str, bytes], ...], fields: Mapping[str, str], field: str = "files") -> tuple[bytes, str]:
    """A form with files, and its kind."""
    mark = b"----desk-of-tests"
    parts = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), value.encode())
        for name, value in fields.items()
    ]
    parts += [
        b'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: x/y\r\n\r\n%s'
        % (field.encode(), name.encode().replace(b'"', b"%22"), data)
        for name, data in files
    ]
    body = b"".join(b"--%s\r\n%s\r\n" % (mark, part) for part in parts) + b"--%s--\r\n" % mark
    return body, f"multipart/form-data; boundary={mark.decode()}"


@contextlib.contextmanager
def running(hub: Path | None, state: Path, today: str, cwd: Path | None = None) -> Iterator[RunningDesk]:
    """The desk of a Hub, or of none yet; what it says of itself lies in the folder `state`."""
    where = [str(hub)] if hub else []
    words = [sys.executable, "-m", "careers_workbook", "desk", *where, "--no-browser", "--today", today]
    process = subprocess.Popen(
        words, env=user_of(state), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd or hub
    )
    try:
        yield found(process, state)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def user_of(state: Path) -> dict[str, str]:
    """The environment of somebody whose own folder for programs this is."""
    return {**environment(), "XDG_STATE_HOME": str(state), "USERPROFILE": str(state), "HOME": str(state)}


def found(process: "subprocess.Popen[str] | None", state: Path) -> RunningDesk:
    """The desk that has just been started, by this process or by another."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        for about in state.rglob("desk.json"):
            door = about.with_name("open.html")
            if door.exists():
                port = json.loads(about.read_text(encoding="utf-8"))["port"]
                return RunningDesk(process, state, port, door)
        assert process is None or process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    raise AssertionError("the desk did not start")
