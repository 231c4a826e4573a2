"""Labelled values, as in a pasted form: "Name: Priya", "Phone - 98…", each read as the answer to its label."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from frontdesk.booking.dialogue.extractors import question, sheet
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_SIGNS = frozenset({":", "=", "：", "-", "–", "—"})
_BEFORE = frozenset({"\n", ",", ";", ".", "|", "*", "-", "•", ")", "/", "।", "_", "–", "#"})
# These run over several clauses or lines until the next label.
_LONG = (Field.ADDRESS,)


@dataclass(frozen=True, slots=True)
class _Entry:
    """tokens[start:end] are the value behind the label that begins at `label`."""

    field: Field
    label: int
    start: int
    end: int


def read(page: Sheet, values: Callable[[Sheet], object]) -> None:
    """Reads every labelled value on a sheet of its own and claims it on the page."""
    entries = _entries(page)
    for entry in entries:
        context = replace(
            page.context,
            language=page.language,
            asked=entry.field,
            collected={**page.context.collected, **page.found.fields},
        )
        sub = sheet.lay_out(page.quote(entry.start, entry.end), context)
        sub.language = page.language
        question.mark(sub)
        values(sub)
        _merge(page, sub, entry)
        page.claim(entry.label, entry.end, entry.field)


def _merge(page: Sheet, sub: Sheet, entry: _Entry) -> None:
    """The labelled field is settled by its own line; others found there count unless they are known already."""
    found = page.found
    for target, source in (
        (found.fields, sub.found.fields),
        (found.invalid, sub.found.invalid),
        (found.unsure, sub.found.unsure),
    ):
        for field, value in source.items():
            if field is entry.field or field not in found.fields:
                target[field] = value


def _entries(page: Sheet) -> list[_Entry]:
    heads = [
        (Field(str(mark.value)), at, _sign_at(page, mark.end) + 1)
        for at, mark in sorted(page.marks.get("label", {}).items())
        if _is_head(page, at, mark.end)
    ]
    entries: list[_Entry] = []
    for place, (field, at, start) in enumerate(heads):
        limit = heads[place + 1][1] if place + 1 < len(heads) else len(page.tokens)
        end = _end(page, field, start, limit)
        while end > start and page.tokens[end - 1].kind == "mark" and page.tokens[end - 1].text in _BEFORE - {")"}:
            end -= 1
        if end > start:
            entries.append(_Entry(field, at, start, end))
    return entries


def _sign_at(page: Sheet, end: int) -> int:
    """Behind a bold label's star, or words of changing ("पता बदल दो: …")."""
    if end < len(page.tokens) and page.tokens[end].text == "*":
        return end + 1
    at = end
    while at < min(end + 4, len(page.tokens)) and (mark := page.at("change", at) or page.at("filler", at)):
        at = mark.end
    return at if at < len(page.tokens) and page.tokens[at].text == ":" else end


def _is_head(page: Sheet, at: int, end: int) -> bool:
    """A label with its sign, where a line or a part of it begins; a hyphen needs room on both sides."""
    end = _sign_at(page, end)
    if end >= len(page.tokens) or page.tokens[end].text not in _SIGNS:
        return False
    if at > 0 and page.tokens[at - 1].text not in _BEFORE and not _is_own_line(page, at):
        return page.tokens[end].text in (":", "=", "：")
    spaced = page.tokens[end].start > page.tokens[end - 1].end
    return page.tokens[end].text in (":", "=", "：") or spaced


def _is_own_line(page: Sheet, at: int) -> bool:
    """Words before the label on its line belong to it ("Customer name:", "Your phone:")."""
    return at < 2 or page.tokens[at - 2].text in _BEFORE


def _end(page: Sheet, field: Field, start: int, limit: int) -> int:
    if field in _LONG:
        return limit
    for at in range(start, limit):
        if page.tokens[at].text == "\n" and at > start:
            return at
    return limit
