"""An address inside a run-on message: words of places between other values, with no comma around them."""

from collections.abc import Iterator

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.places.clause import is_house
from frontdesk.booking.dialogue.extractors.places.place import is_street
from frontdesk.booking.dialogue.state import Field

# These stand in no address: where one begins or ends.
_APART = (
    "speaks", "answer", "intent", "want", "refusal", "person", "day", "weekday", "month", "people", "same", "filler",
    "copula", "link", "stop", "origin", "intro", "intro_weak", "relation", "unit", "clock", "lives", "happens",
    "honorific", "each", "both", "but", "budget", "money", "rank", "desire", "offers",
)  # fmt: skip
_FEWEST, _MOST = 2, 14
_SIGNS = ("place", "city")
# Behind a number: "3 saal" is no house.
_COUNTED = ("unit", "people", "clock", "month")


def find(sheet: Sheet) -> tuple[int, int] | None:
    """The first run of a clause with other values that can only be an address; where it stands."""
    for number, clause in enumerate(sheet.clauses):
        if clause.closes == "?" or sheet.at("aux", clause.start) or not any(sheet.owner[clause.start : clause.end]):
            continue
        for start, end in _runs(sheet, clause):
            if _is_address(sheet, start, end):
                return _with_next(sheet, number, start, end)
    return None


def _runs(sheet: Sheet, clause: Clause) -> Iterator[tuple[int, int]]:
    """Unclaimed words and figures side by side."""
    start = clause.start
    for at in range(clause.start, clause.end + 1):
        if at < clause.end and not sheet.owner[at] and not _parts(sheet, at):
            continue
        if at - start >= _FEWEST:
            yield start, at
        start = at + 1


def _parts(sheet: Sheet, at: int) -> bool:
    if sheet.tokens[at].kind == "mark":
        return sheet.tokens[at].text not in "/-.#'"
    if _is_sign(sheet, at) or is_house(sheet, at):
        return False
    mark = sheet.at("label", at)
    if mark is not None and not mark.sounds:
        return True
    return any((one := sheet.at(name, at)) is not None and not one.sounds for name in _APART)


def _is_sign(sheet: Sheet, at: int) -> bool:
    return any(sheet.covered(name, at) for name in _SIGNS) or is_street(sheet, at)


def _is_address(sheet: Sheet, start: int, end: int) -> bool:
    """A house number or several words of places, ended by a city, a word of places or a postal code."""
    if end - start > _MOST or any(sheet.at(name, end) for name in _COUNTED):
        return False
    signs = {at for at in range(start, end) if _is_sign(sheet, at)}
    figures = {at for at in range(start, end) if sheet.tokens[at].kind == "number"}
    signs = {at for at in signs if at - 1 not in figures or sheet.tokens[at - 1].end != sheet.tokens[at].start}
    if not signs or max(signs) < end - 2:
        return False
    code = end < len(sheet.tokens) and sheet.owner[end] == Field.PINCODE
    placed = end - start > _FEWEST or any(sheet.covered("place", at) for at in signs)
    return bool(figures) or (code and placed) or len(signs) > _FEWEST


def _with_next(sheet: Sheet, number: int, start: int, end: int) -> tuple[int, int]:
    """Goes on behind a comma, where nothing but places follows."""
    for clause in sheet.clauses[number + 1 :]:
        if sheet.clauses[number].end != end or sheet.clauses[number].closes != ",":
            break
        number += 1
        runs = list(_runs(sheet, clause))
        whole = all(not _parts(sheet, at) for at in sheet.free(clause.start, clause.end))
        if not whole or not (runs or clause.end - clause.start == 1) or sheet.owner[clause.start]:
            break
        end = runs[0][1] if runs else clause.end
    return start, end
