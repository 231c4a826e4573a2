"""/docs and /redoc from our own files."""

import re

import httpx
import pytest


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_a_page_asks_nobody_else(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    sources = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert sources
    for source in sources:
        assert source.startswith(("/docs/", "/static/"))
        file = await client.get(source)
        assert file.status_code == 200
        assert b"cdn.redoc.ly/redoc/logo" not in file.content
        assert file.headers["cache-control"] == "no-cache"
        again = await client.get(source, headers={"If-None-Match": file.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert not re.search(r"<script[^>]*>[^<]", page.text), "no inline scripts"


@pytest.mark.parametrize("name", ["docs.html", "__init__.py", "..%2fapp.py", "x"])
async def test_only_the_pages_files_are_there(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/docs/{name}")).status_code == 404
