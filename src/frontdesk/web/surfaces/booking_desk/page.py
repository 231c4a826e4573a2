"""The page where a visitor talks to the desk, and the sentences it needs.

`GET /` comes in the language that the browser prefers, so that it is right before any script has run. The texts of
another language are fetched when the visitor switches. Assets are few and small: they are kept in memory and
revalidated by their hash, so that a new release is seen at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Annotated

import orjson
from babel.dates import get_day_names, get_month_names
from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict

from frontdesk.kit import languages
from frontdesk.kit.errors import NotFound
from frontdesk.kit.languages import Language
from frontdesk.web import deps

_SECTION = "page."
_RESET = "reset."
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

router = APIRouter(tags=["page"])


class LanguageOut(BaseModel):
    code: Language
    name: str


class PageTexts(BaseModel):
    """Month and day names are ours, since browsers do not know them in every language. Weeks begin on Sunday here."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "language": "mr",
                    "texts": {"send": "पाठवा", "left": "शिल्लक अक्षरे: {count}"},
                    "languages": [{"code": "en", "name": "English"}, {"code": "mr", "name": "मराठी"}],
                    "months": ["जानेवारी", "फेब्रुवारी"],
                    "weekdays": ["रविवार", "सोमवार"],
                }
            ]
        }
    )

    language: Language
    texts: Mapping[str, str]
    languages: tuple[LanguageOut, ...]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asset:
    content: bytes
    media_type: str
    tag: str


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
async def page(desk: deps.Desk, accept_language: Annotated[str | None, Header()] = None) -> HTMLResponse:
    language = languages.from_header(accept_language) or desk.settings.business.language
    return HTMLResponse(_document(language), headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


@router.get("/reset-password", response_class=HTMLResponse, include_in_schema=False)
async def reset_page(desk: deps.Desk, accept_language: Annotated[str | None, Header()] = None) -> HTMLResponse:
    """Where the link of a forgotten password leads, unless `FRONTEND_URL` names a site with a page of its own."""
    language = languages.from_header(accept_language) or desk.settings.business.language
    return HTMLResponse(_reset_document(language), headers={"Cache-Control": "no-store", "Vary": "Accept-Language"})


@router.get("/page/texts", summary="The sentences of the page in one language")
async def page_texts(language: Annotated[Language, Query(examples=["hi"])] = Language.EN) -> PageTexts:
    """The page fills in fields in braces, such as `{count}`. Languages come with their own names for themselves."""
    return _texts(language)


@router.get("/static/{name}", include_in_schema=False)
async def asset(name: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    found = _assets().get(name)
    if found is None:
        raise NotFound
    headers = {"Cache-Control": "no-cache", "ETag": found.tag}
    if if_none_match == found.tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


@cache
def _texts(language: Language) -> PageTexts:
    days = get_day_names("wide", locale=language.value)  # from 0, a Monday
    months = get_month_names("wide", locale=language.value)  # from 1
    names = sorted(key for key in languages.keys(language) if key.startswith(_SECTION))
    return PageTexts(
        language=language,
        texts={key.removeprefix(_SECTION): languages.text(key, language) for key in names},
        languages=tuple(LanguageOut(code=one, name=languages.text("page.own_name", one)) for one in Language),
        months=tuple(months[month] for month in range(1, 13)),
        weekdays=tuple(days[(day - 1) % 7] for day in range(7)),
    )


@cache
def _document(language: Language) -> str:
    """The page in one language. `<` is escaped inside the data block, where HTML's own escapes do not count."""
    known = _texts(language)
    first = orjson.dumps(known.model_dump(mode="json")).decode().replace("<", "\\u003c")
    options = "".join(
        f'<option value="{one.code}" lang="{one.code}"{" selected" if one.code is language else ""}>'
        f"{escape(one.name)}</option>"
        for one in known.languages
    )
    sentences = {key: escape(sentence) for key, sentence in known.texts.items()}
    template = Template((files("frontdesk.web") / "static" / "index.html").read_text("utf-8"))
    return template.substitute(
        sentences, language=language.value, language_label=sentences["language"], texts=first, options=options
    )


@cache
def _reset_document(language: Language) -> str:
    keys = [key for key in languages.keys(language) if key.startswith(_RESET)]
    sentences = {key.removeprefix(_RESET): escape(languages.text(key, language)) for key in keys}
    template = Template((files("frontdesk.web") / "static" / "reset.html").read_text("utf-8"))
    return template.substitute(sentences, language=language.value)


@cache
def _assets() -> dict[str, _Asset]:
    """By file name; only what the page asks for, so no path of a request ever reaches the disk."""
    found = {}
    for file in (files("frontdesk.web") / "static").iterdir():
        media_type = _MEDIA_TYPES.get(f".{file.name.rpartition('.')[2]}")
        if media_type:
            content = file.read_bytes()
            found[file.name] = _Asset(content, media_type, f'"{sha256(content).hexdigest()[:16]}"')
    return found
