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
_REVALIDATED = {"Cache-Control": "no-cache"}


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
async def asset(request: Request, name: str) -> Response:
    file = _files().get(name)
    if file is None:
        raise NotFound
    stamp = file.stat()
    tag = f'"{stamp.st_mtime_ns:x}-{stamp.st_size:x}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={**_REVALIDATED, "ETag": tag})
    return FileResponse(file, headers={**_REVALIDATED, "ETag": tag})


def _page(name: str) -> FileResponse:
    return FileResponse(_OWN / name, headers={**_REVALIDATED, "Content-Security-Policy": _POLICY})
