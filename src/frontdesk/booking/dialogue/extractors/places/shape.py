"""An address that nobody led to: clauses of proper names, cities and words of places."""

from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.places.answered import is_later
from frontdesk.booking.dialogue.extractors.places.clause import is_bare_place, without_lead
from frontdesk.booking.dialogue.extractors.places.said import has_signs

_CASE = 2


def find(sheet: Sheet) -> tuple[int, int] | None:
    """Unasked: clauses that hold address words or cities beside proper names, with their neighbours."""
    marked = [
        clause
        for clause in sheet.clauses
        if has_signs(sheet, clause.start, clause.end) and is_bare_place(sheet, clause)
    ]
    if not marked:
        return None
    first = last = sheet.clauses.index(marked[0])
    while first > 0 and sheet.clauses[first - 1].closes == "," and is_bare_place(sheet, sheet.clauses[first - 1]):
        first -= 1
    while (
        last + 1 < len(sheet.clauses)
        and sheet.clauses[last].closes == ","
        and is_bare_place(sheet, sheet.clauses[last + 1])
    ):
        last += 1
    start, end = without_lead(sheet, sheet.clauses[first].start, sheet.clauses[first].end), sheet.clauses[last].end
    digits = any(sheet.tokens[at].kind == "number" and not sheet.owner[at] for at in range(start, end))
    signs = sum(
        not _is_ordinal(sheet, mark.start) for one in ("place", "city") for mark in sheet.between(one, start, end)
    )
    words = sum(not _is_case(sheet, at) for at in sheet.free(start, end))
    sure = (digits and signs > 0) or signs > 1 or (last > first and words > 2)
    named = last > first or sheet.has("place", start, end) or len(sheet.between("city", start, end)) > 1
    return (start, end) if words >= 2 and sure and named and not is_later(sheet, start, end) else None


def _is_case(sheet: Sheet, at: int) -> bool:
    """The "ko" of "Nepalgunj ko", in whatever language the message is."""
    text = sheet.tokens[at].text
    return sheet.at("link", at) is not None or (text.isalpha() and text.islower() and len(text) <= _CASE)


def _is_ordinal(sheet: Sheet, at: int) -> bool:
    """The "rd" of "3rd", which is no road."""
    return at > 0 and sheet.tokens[at - 1].kind == "number" and sheet.tokens[at - 1].end == sheet.tokens[at].start
