"""The booked day put right by its figure alone: "not 26, 27", "26 नहीं 27", "২৬ না ২৭"."""

from datetime import date

from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_BESIDE = ("filler", "answer", "not", "instead", "assent", "date_word", "but", "honorific", "link", "change")
_LAST_DAY = 31
# A denial stands right beside the figure that it denies, or with a small word between.
_NEAR = 2


def find(sheet: Sheet) -> None:
    """Two figures that could be days, nothing else of weight, the booked one denied: the other takes its place."""
    booked = sheet.context.collected.get(Field.EVENT_DATE)
    if booked is None or Field.EVENT_DATE in sheet.found.fields or not sheet.has("not"):
        return
    places = [at for at in sheet.free(0, len(sheet.tokens)) if sheet.tokens[at].kind == "number"]
    if len(places) != 2 or not all(1 <= int(sheet.tokens[at].text[:3]) <= _LAST_DAY for at in places):
        return
    before = date.fromisoformat(booked)
    old = [at for at in places if int(sheet.tokens[at].text) == before.day]
    if len(old) != 1 or not _is_denied(sheet, old[0]) or not _is_bare(sheet):
        return
    new = next(at for at in places if at != old[0])
    value = calendar.settle(sheet.context.today, int(sheet.tokens[new].text), before.month, before.year)
    if isinstance(value, date):
        sheet.found.fields[Field.EVENT_DATE] = value.isoformat()
        for at in places:
            sheet.claim(at, at + 1, Field.EVENT_DATE)


def _is_denied(sheet: Sheet, at: int) -> bool:
    return any(
        sheet.at("not", near)
        for near in range(max(0, at - _NEAR), min(len(sheet.tokens), at + _NEAR + 1))
        if near != at
    )


def _is_bare(sheet: Sheet) -> bool:
    words = (at for at in sheet.free(0, len(sheet.tokens)) if sheet.tokens[at].kind == "word")
    return all(any(sheet.covered(category, at) for category in _BESIDE) for at in words)
