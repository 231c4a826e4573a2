"""/docs and /redoc, from files of our own: no foreign host is asked, by the server or by the browser."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from frontdesk.kit.errors import NotFound

router = APIRouter(include_in_schema=False)

_OWN = Path(__file__).parent / "reference"
_VIEWERS = ("swagger-ui.css", "swagger-ui-bundle.js", "redoc.standalone.js")
_SCRIPTS = ("docs.js", "redoc.js")
# Both viewers style their parts as they draw them, and Redoc searches in a worker that it makes itself. Scripts still
# come from here alone.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Redoc signs itself with a picture that it fetches from its maker; ours stands there instead.
_FOREIGN, _OURS = b"https://cdn.redoc.ly/redoc/logo-mini.svg", b"/static/icon.svg"
_MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@cache
def _files() -> dict[str, Path]:
    """By name. What a request asks for is looked up here and never becomes a path."""
    package = find_spec("fastapi_offline")
    if package is None or package.origin is None:
        raise FileNotFoundError("the package fastapi-offline is not installed")
    viewers = Path(package.origin).parent / "static"
    return {name: viewers / name for name in _VIEWERS} | {name: _OWN / name for name in _SCRIPTS}


@router.get("/docs")
async def docs() -> FileResponse:
    return _page("docs.html")


@router.get("/redoc")
async def redoc() -> FileResponse:
    return _page("redoc.html")


@router.get("/docs/{name}")
def asset(request: Request, name: str) -> Response:
    """On a thread, since it reads a megabyte."""
    file = _files().get(name)
    if file is None:
        raise NotFound
    stamp = file.stat()
    headers = {"Cache-Control": "no-cache", "ETag": f'"{stamp.st_mtime_ns:x}-{stamp.st_size:x}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = file.read_bytes().replace(_FOREIGN, _OURS)
    return Response(content, media_type=_MEDIA_TYPES[file.suffix], headers=headers)


def _page(name: str) -> FileResponse:
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY}
    return FileResponse(_OWN / name, media_type="text/html", headers=headers)
