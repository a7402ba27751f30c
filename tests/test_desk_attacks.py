"""Who is not the user in the user's own browser gets nothing of the desk: every address, every way of asking."""

import asyncio
import contextlib
import datetime as dt
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from careers_workbook.desk.protection import HEADERS
from careers_workbook.desk.session import Session
from careers_workbook.desk.site import CHANGES, FILES, PAGES
from tests.support.desk import PATIENCE, RunningDesk, form_of, running
from tests.support.desk_cost import AskedDesk
from tests.support.desk_pages import as_asked
from tests.support.hub_folder import hub

READS = tuple(map(as_asked, (*PAGES, *FILES)))
POSTS = tuple(as_asked(path) for path in CHANGES if path != "/close")
EVERY = [*(("GET", path) for path in READS), *(("POST", path) for path in (*POSTS, "/close"))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("attacked")
    with running(hub(folder / "hub").root, folder / "state", "2026-12-01") as found:
        found.enter()
        yield found
        assert found.get("/").status == 200  # whatever was tried: it goes on


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_address_is_closed_to_all_but_the_user(desk: RunningDesk, method: str, path: str) -> None:
    own = desk.own if method == "POST" else {"Sec-Fetch-Site": "same-origin"}
    attacks = [
        desk.ask(method, path, headers={**own, "Host": host})
        for host in ("evil.example", f"evil.example:{desk.port}", "127.0.0.1", f"localhost.evil.example:{desk.port}")
    ]
    attacks += [
        desk.ask(method, path, headers={**own, "Sec-Fetch-Site": site}) for site in ("cross-site", "same-site", "odd")
    ]
    other = Session(desk.port + 1)
    stolen = other.cookie_for(other.new_token())
    attacks += [
        desk.ask(method, path, headers=own, cookie=cookie)
        for cookie in (
            *("", "careers_workbook=1", f"careers_workbook_{desk.port}=", f"careers_workbook_{desk.port}=x.y"),
            f"careers_workbook_{desk.port}={stolen}",
            f"careers_workbook_{desk.port + 1}={desk.cookie.partition('=')[2]}",
            f"careers_workbook_{desk.port}=\xff.\xff",
        )
    ]
    if method == "POST":
        origins = (
            "http://evil.example",
            f"http://127.0.0.1:{desk.port + 1}",
            f"https://127.0.0.1:{desk.port}",
            "file://",
        )
        attacks += [desk.ask(method, path, headers={**own, "Origin": origin}) for origin in origins]
        attacks += [desk.ask(method, path, headers={"Origin": "null"}), desk.ask(method, path)]
    assert {answer.status for answer in attacks} <= {403, 421}
    for answer in attacks:
        assert "Northmoor" not in answer.text
        assert "Oak Lane" not in answer.text


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_answer_has_the_headers_that_bind_a_browser(desk: RunningDesk, method: str, path: str) -> None:
    if path == "/close":
        return
    answer = desk.get(path) if method == "GET" else desk.post(path)
    for name, value in HEADERS.items():
        said = answer.headers[name.lower()]
        assert said == value or (name == "Content-Security-Policy" and said.startswith("sandbox; default-src 'none'"))
    assert "access-control-allow-origin" not in answer.headers
    assert "server" not in answer.headers


def test_what_reads_changes_nothing_and_what_changes_is_not_asked_by_a_link(desk: RunningDesk) -> None:
    assert {desk.get(path).status for path in (*POSTS, "/close") if path not in READS} <= {404, 405}
    assert {desk.ask("POST", path, headers=desk.own).status for path in READS if path not in POSTS} == {405}
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"):
        assert desk.ask(method, "/", headers=desk.own).status == 405


def test_a_token_opens_once(desk: RunningDesk) -> None:
    token = desk.token
    first = desk.ask("GET", f"/enter?token={token}", cookie="")
    again = desk.ask("GET", f"/enter?token={token}", cookie="")
    assert (first.status, again.status) == (200, 403)
    assert "set-cookie" not in again.headers
    said = first.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert said.startswith(f"careers_workbook_{desk.port}=")
    assert desk.token != token
    for wrong in ("", "?token=", "?token=x", "?token=%C3%A9", f"?token={token[:-1]}", "?token=" + "x" * 9000):
        assert desk.ask("GET", f"/enter{wrong}", cookie="").status == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/../collection.yaml", "/static/../../session.py", "/static/%2e%2e/session.py", "/static/..%5csession.py"),
        *("/static/session.py", "/static/C:/Windows/win.ini", "//evil.example/share", "/%5c%5chost%5cshare"),
        *("/inbox/original/..%2f..%2fcollection.yaml", "/inbox/original/" + "a" * 5000, "/letters/..%2f1"),
        *("/results/page/..", "/results/..%2f..%2fx/board", "/schools/..%2f..%2f", "/jobs/-1", "/jobs/9" + "9" * 400),
    ],
)
def test_no_part_of_an_address_is_a_path(desk: RunningDesk, path: str) -> None:
    answer = desk.get(path)
    assert answer.status == 404, answer.text
    assert "Northmoor Careers Hub\n" not in answer.text


def test_two_gigabytes_are_refused_before_they_come(desk: RunningDesk) -> None:
    announced = {**desk.own, "Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(2 << 30)}
    with socket.create_connection(("127.0.0.1", desk.port), 10) as line:
        head = {"Host": f"127.0.0.1:{desk.port}", "Cookie": desk.cookie, **announced}
        said = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        line.sendall(f"POST /inbox/send HTTP/1.1\r\n{said}\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_more_than_was_announced_is_counted(desk: RunningDesk) -> None:
    """In pieces, of which nobody says how many there are."""
    pieces = (b"x" * 65536 for _ in range(40))
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Transfer-Encoding": "chunked"}
    try:
        answer = desk.ask("POST", "/schools/990001/note", pieces, {**desk.own, **kind})
    except (BrokenPipeError, ConnectionResetError):  # it has answered and listens no more
        return
    assert answer.status == 413


def test_ten_thousand_fields_and_files_are_refused(desk: RunningDesk) -> None:
    fields = {f"f{number}": "x" for number in range(10_000)}
    assert desk.post("/schools/990001/note", **fields).status == 400
    body, kind = form_of(tuple((f"{number}.xlsx", b"") for number in range(2_000)), {})
    assert desk.ask("POST", "/inbox/send", body, {**desk.own, "Content-Type": kind}).status == 400
    broken = desk.ask("POST", "/inbox/send", b"--x\r\nnothing", {**desk.own, "Content-Type": "multipart/form-data"})
    assert broken.status == 400


def test_words_of_any_kind_are_words(desk: RunningDesk) -> None:
    for words in ("<script>alert(1)</script>", "{{ 7 * 7 }}", "\u202eevil\u202c", "x" * 32_767, "\x00\x1b[2J"):
        answer = desk.post("/schools/990001/note", words=words)
        page = desk.followed(answer) if answer.status == 303 else answer
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text
        assert "\x1b" not in page.text
    assert "at most 2,000 characters" in desk.post("/schools/990001/note", words="x" * 32_767).text
    assert "49" not in desk.get("/schools/990001").text


@pytest.mark.parametrize(
    "name",
    [
        *("..\\..\\evil.xlsx", "../../evil.xlsx", "/etc/evil.xlsx", "\\\\host\\share\\evil.xlsx", "C:\\evil.xlsx"),
        *("CON", "con.xlsx", "a:b.xlsx", "evil.xlsx:stream", "x" * 400 + ".xlsx", ".", "..", "\x00.xlsx", "~$a.xlsx"),
        "\u202exslx.exe",
    ],
)
def test_the_name_of_a_file_is_only_text(desk: RunningDesk, name: str, tmp_path: Path) -> None:
    folder = Path(desk.process.args[4] if isinstance(desk.process.args, list) else "")  # type: ignore[arg-type]
    before = {path for path in folder.parent.rglob("*") if path.is_file()}
    page = desk.followed(desk.send((name, f"no workbook, {name!r}".encode())))
    assert "could not be read" in page.text or "new file" in page.text
    new = {path for path in folder.parent.rglob("*") if path.is_file()} - before
    received = [path for path in new if "inbox" in path.parts]
    assert len(received) == 1
    place = received[0].relative_to(folder)
    assert place.parts[:2] == ("inbox", "received")
    assert len(place.parts) == 4
    assert len(place.name) < 120
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202e]', place.name)
    assert place.stem.casefold() != "con"
    assert all(path.is_relative_to(folder) for path in new)


def test_nothing_of_the_key_is_said_anywhere(desk: RunningDesk) -> None:
    """Neither in what is kept of the desk that runs, nor on a page."""
    secret = desk.cookie.partition("=")[2]
    about = desk.door.with_name("desk.json").read_text(encoding="utf-8")
    assert secret not in about
    assert desk.token not in about
    for path in READS:
        assert secret not in desk.get(path).body.decode("latin-1")


def test_a_socket_of_the_web_is_closed(desk: RunningDesk) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    answer = desk.ask("GET", "/", headers={**upgrade, "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="})
    assert answer.status in (200, 400, 403)
    assert "upgrade" not in answer.headers.get("connection", "").lower()


def test_only_this_computer_is_listened_to(desk: RunningDesk) -> None:
    other = socket.gethostbyname(socket.gethostname())
    if not other.startswith("127."):
        with pytest.raises(OSError, match=r"."), socket.create_connection((other, desk.port), 2):
            pass


def raw(desk: RunningDesk, *lines: str, body: bytes = b"") -> bytes:
    """What is answered to these lines of a request, however odd they are."""
    with socket.create_connection(("127.0.0.1", desk.port), 10) as line:
        line.sendall("".join(f"{one}\r\n" for one in (*lines, "")).encode("latin-1") + body)
        line.shutdown(socket.SHUT_WR)
        said = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := line.recv(65536):
                said += piece
    return said


@pytest.mark.parametrize(
    "host",
    [
        "[::1]:{port}",
        "127.1:{port}",
        "127.0.0.1:{port}.",
        "127.0.0.1.:{port}",
        "127.0.0.1:0{port}",
        "0.0.0.0:{port}",
        "",
    ],
)
def test_no_other_name_of_this_computer_is_answered_to(desk: RunningDesk, host: str) -> None:
    said = raw(
        desk, "GET / HTTP/1.1", f"Host: {host.format(port=desk.port)}", f"Cookie: {desk.cookie}", "Connection: close"
    )
    assert said.split(b" ")[1] in (b"400", b"421"), said[:200]
    assert b"Oak Lane" not in said


def test_two_hosts_or_one_in_the_address_are_no_way_around(desk: RunningDesk) -> None:
    own, cookie = f"Host: 127.0.0.1:{desk.port}", f"Cookie: {desk.cookie}"
    twice = raw(desk, "GET / HTTP/1.1", own, "Host: evil.example", cookie, "Connection: close")
    assert twice.split(b" ")[1] in (b"400", b"421")
    for head in ("GET http://evil.example/ HTTP/1.1", "GET //evil.example/ HTTP/1.1"):
        said = raw(desk, head, "Host: evil.example", cookie, "Connection: close")
        assert said.split(b" ")[1] in (b"400", b"421")
    two_lengths = raw(
        desk, "POST /inbox/look HTTP/1.1", own, cookie, "Sec-Fetch-Site: same-origin", "Content-Length: 0",
        "Content-Length: 5", "Connection: close", body=b"abcde",
    )  # fmt: skip
    assert two_lengths.split(b" ")[1] == b"400"


@pytest.mark.parametrize("path", READS)
def test_a_look_at_the_head_alone_needs_the_cookie_too(desk: RunningDesk, path: str) -> None:
    assert desk.ask("HEAD", path, headers={"Sec-Fetch-Site": "same-origin"}, cookie="").status == 403


def test_who_sends_slowly_keeps_nobody_else_waiting(desk: RunningDesk) -> None:
    """A hundred that have begun and never end."""
    with contextlib.ExitStack() as held:
        for at in range(100):
            line = held.enter_context(socket.create_connection(("127.0.0.1", desk.port), 10))
            line.sendall(b"POST /inbox/send HTTP/1.1\r\nHost: 127." if at % 2 else b"G")
        began = time.monotonic()
        assert desk.get("/").status == 200
        assert time.monotonic() - began < PATIENCE / 3


def test_gigabytes_of_which_nobody_says_how_many_are_counted_and_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pieces, to the page that takes most; what was written of them so far has gone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    asked = AskedDesk(hub(tmp_path / "hub").root, dt.date(2026, 12, 1))
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\n'
    given = 0

    def pieces() -> Iterator[bytes]:
        nonlocal given
        yield head
        while True:
            given += 1
            yield b"x" * 1_000_000

    status, _ = asyncio.run(asked.post("/inbox/send", pieces(), "multipart/form-data; boundary=x"))
    assert status == 413
    assert given < 310
    assert [path for path in tmp_path.iterdir() if path.name != "hub"] == []
    assert [path for path in (tmp_path / "hub" / "inbox").rglob("*") if path.is_file()] == []


def test_neither_token_nor_cookie_is_printed_or_written_down(tmp_path: Path) -> None:
    """Whatever is asked for, what goes wrong included; only the page that signs in has a token."""
    with running(hub(tmp_path / "hub").root, tmp_path / "state", "2026-12-01") as own:
        token = own.token
        own.enter()
        for path in (*READS, "/nowhere", f"/enter?token={token}"):
            own.get(path)
        for path in POSTS:
            own.post(path)
        raw(own, "GET / HTTP/9.9", f"Cookie: {own.cookie}", f"Host: 127.0.0.1:{own.port}")
        secrets = [token, own.token, own.cookie.partition("=")[2]]
        door = own.door
        held = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != door}
        assert own.end() == 0
        said = own.process.communicate()[0]
    assert [word for word in secrets if word in said.replace("\n", "")] == []
    assert [path for path, data in held.items() for word in secrets if word.encode() in data] == []
