"""The application: every address of the desk, what answers there, and how an answer becomes HTML.

Enters: requests that passed the protection. Leaves: responses. Whatever is changed is an `Action`, done in the one
thread that writes; the page waits for it a moment, and shows the work under way where it takes longer. Must not know: a
Hub.
"""

import contextlib
import importlib.resources
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from functools import cache
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route, compile_path

from careers_workbook.core.problems import CareersWorkbookError
from careers_workbook.core.temporary import said_of_temporary_files
from careers_workbook.desk import site
from careers_workbook.desk.desk import Desk
from careers_workbook.desk.desk_jobs import DeskJob
from careers_workbook.desk.instance import MARK
from careers_workbook.desk.protection import ENTRY, SIGN_OF_LIFE, Protection, TooMuchSentError
from careers_workbook.desk.site import CHANGES, FILES, PAGES, WITHOUT_HUB
from careers_workbook.desk.visit import (
    Action,
    ChangeHub,
    DeskAnswer,
    DeskPage,
    Download,
    FormError,
    NotHereError,
    SavedFile,
    Shown,
    ShowPage,
    Visit,
    WrongFieldsError,
)
from careers_workbook.hub.hub import NO_SCHOOLS

Endpoint = Callable[[Request], Awaitable[Response]]
_AT_ONCE = 1.5
"""Seconds that a page waits for what it started, before it shows the work under way."""
_FIELDS, _MOST_FILES = 2_000, 1_000
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_BYTES = "application/octet-stream"
_DOWNLOAD = {"Content-Security-Policy": "sandbox; default-src 'none'"}


def application(desk: Desk) -> Protection:
    """Everything that a browser can ask of this desk, behind its protection."""
    routes = [
        Route(SIGN_OF_LIFE, _alive, methods=["GET"]),
        Route(ENTRY, _entry, methods=["GET"]),
        *(Route(path, _file, methods=["GET"]) for path in FILES),
        *(Route(path, _in_hub(path, _showing(show)), methods=["GET"]) for path, show in PAGES.items()),
        *(
            Route(path, _in_hub(path, _changing(path, do, show)), methods=["POST"])
            for path, (do, show, _) in CHANGES.items()
        ),
    ]
    app = Starlette(routes=routes)
    for kind, handler in _WRONG.items():
        app.add_exception_handler(kind, handler)
    app.state.desk = desk
    large = {compile_path(path)[0]: most for path, (_, _, most) in CHANGES.items() if most}
    return Protection(app, desk.session, large, desk.activity)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _alive(request: Request) -> Response:
    return Response(headers={MARK: _desk(request).instance.number})


async def _entry(request: Request) -> Response:
    """The token against the cookie. A page leads on: a browser sends no strict cookie after a redirect from a file."""
    desk = _desk(request)
    cookie = desk.session.cookie_for(request.query_params.get("token", ""))
    if not cookie:
        return _html(DeskPage("refused.html.j2", {}), status=403)
    await run_in_threadpool(desk.on_entry)
    response = _html(DeskPage("entry.html.j2", {}))
    response.set_cookie(desk.session.cookie_name, cookie, httponly=True, samesite="strict", path="/")
    return response


async def _file(request: Request) -> Response:
    name, kind = FILES[request.url.path]
    return Response(_packaged(name), media_type=kind)


@cache
def _packaged(name: str) -> bytes:
    if name == site.STYLES:
        return site.styles().encode()
    return importlib.resources.files("careers_workbook.desk").joinpath("static", name).read_bytes()


def _in_hub(path: str, endpoint: Endpoint) -> Endpoint:
    """A page of a Hub, or until one is opened the page on which that is done."""

    async def only_in_hub(request: Request) -> Response:
        return await endpoint(request) if _desk(request).folder else RedirectResponse("/start", 303)

    return endpoint if path in WITHOUT_HUB else only_in_hub


def _showing(show: ShowPage) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = Visit(_desk(request), request.path_params, request.query_params)
        return await run_in_threadpool(lambda: _response(show(visit), visit))

    return endpoint


def _changing(path: str, change: ChangeHub, show: ShowPage) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        async with _sent(request) as form:
            visit = Visit(_desk(request), request.path_params, request.query_params, form)
            try:
                if path not in WITHOUT_HUB:
                    await run_in_threadpool(visit.check_round)
                task = await run_in_threadpool(change, visit)
            except (FormError, WrongFieldsError) as error:
                again = replace(visit, errors=error.every if isinstance(error, WrongFieldsError) else (error,))
                return await run_in_threadpool(lambda: _response(show(again), again, status=422))
        if not isinstance(task, Action):
            return await run_in_threadpool(lambda: _response(task, visit))
        job = visit.desk.jobs.start(task.title, task.back, task.work)
        over = await run_in_threadpool(job.wait, _AT_ONCE)
        return RedirectResponse(job.told_at if over else f"/jobs/{job.number}", 303)

    return endpoint


@contextlib.asynccontextmanager
async def _sent(request: Request) -> AsyncIterator[FormData]:
    """What a form sent; files that are larger than a megabyte lie on the disk meanwhile."""
    with said_of_temporary_files():
        form = await request.form(max_fields=_FIELDS, max_files=_MOST_FILES)
    try:
        yield form
    finally:
        await form.close()


def _response(answer: DeskAnswer, visit: Visit, status: int = 200) -> Response:
    if isinstance(answer, DeskPage):
        number = visit.query.get("job", "")
        job = visit.desk.jobs.get(int(number)) if number.isdecimal() and len(number) < len("1000000") else None
        return _html(answer, status=status, job=job, visit=visit)
    if isinstance(answer, Shown):
        return Response(answer.data, media_type=answer.kind, headers={"Content-Security-Policy": _SANDBOX})
    return _saved(answer)


def _saved(answer: Download | SavedFile) -> Response:
    name = answer.name if isinstance(answer, Download) else answer.path.name
    saved = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}", **_DOWNLOAD}
    if isinstance(answer, SavedFile):
        return FileResponse(answer.path, media_type=_BYTES, headers=saved)
    return Response(answer.data, media_type=_BYTES, headers=saved)


def _html(page: DeskPage, *, status: int = 200, job: DeskJob | None = None, visit: Visit | None = None) -> Response:
    return HTMLResponse(site.rendered(page, job, visit), status)


def _no_page(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _html(DeskPage("not_here.html.j2", {}), status=status)


def _problem(_request: Request, error: Exception) -> Response:
    """What keeps a page from being shown: settings that are wrong, a store that is damaged; or no school is listed."""
    assert isinstance(error, CareersWorkbookError)  # noqa: S101 - registered for these
    if NO_SCHOOLS in {problem.code for problem in error.problems}:
        return RedirectResponse("/register", 303)
    return _html(DeskPage("problem.html.j2", {"problems": error.problems}), status=500)


def _much(_request: Request, _error: Exception) -> Response:
    return _html(DeskPage("too_much.html.j2", {}), status=413)


_WRONG: Mapping[type[Exception], Callable[[Request, Exception], Response]] = {
    HTTPException: _no_page,
    NotHereError: _no_page,
    CareersWorkbookError: _problem,
    TooMuchSentError: _much,
}
"""What keeps a page from being shown, and what is shown then."""
