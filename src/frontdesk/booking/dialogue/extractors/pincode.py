"""Postal codes: six digits in India, five in Nepal, four in Bangladesh, what is usual elsewhere."""

import re

from frontdesk.booking.dialogue.extractors import place
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_LENGTHS = {"IN": 6, "NP": 5, "BD": 4}
_CHAIN = re.compile(r"(?<![\d+])\d{2,3}[ -]\d{3}(?!\d|[ -]\d)|(?<!\d)\d{3,10}(?!\d)")
_FOREIGN = re.compile(r"\b(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{2,5}[ -]?(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{2,5}\b")


def fits(value: str, country: str | None) -> bool:
    """Whether the code can be one of the country (ISO code); unknown country: of any of ours."""
    if country in _LENGTHS:
        return value.isdecimal() and len(value) == _LENGTHS[country] and (country != "IN" or value[0] != "0")
    if country is not None:
        return 3 <= len(value) <= 10 and value.isalnum() and value.isascii()
    return value.isdecimal() and len(value) in _LENGTHS.values() if value.isdecimal() else 4 <= len(value) <= 8


def find(sheet: Sheet) -> None:
    """Labelled codes anywhere; bare ones where asked, at the end of an address, or six digits among other things."""
    country = place.country_known(sheet)
    runs = [(match, sheet.places(match.start(), match.end())) for match in _CHAIN.finditer(sheet.text)]
    free = [(match, span) for match, span in runs if sheet.is_free(*span) and not _is_part(sheet, span)]
    labelled = [one for one in free if _labelled(sheet, one[1][0])]
    asked = sheet.asked is Field.PINCODE
    for match, span in labelled or (free if asked else []):
        _take(sheet, re.sub(r"\D", "", match.group()), span, country)
    if labelled or (asked and free):
        return
    if asked:
        if not _spaced(sheet, country):
            _foreign(sheet, country)
    else:
        _by_shape(sheet, [one for one in free if _is_bare(sheet, one[1])], country)


def _take(sheet: Sheet, value: str, span: tuple[int, int], country: str | None) -> None:
    sheet.claim(*span, Field.PINCODE)
    if fits(value, country):
        sheet.found.fields[Field.PINCODE] = value
        sheet.found.invalid.pop(Field.PINCODE, None)
    elif Field.PINCODE not in sheet.found.fields:
        sheet.found.invalid[Field.PINCODE] = "length"


def _spaced(sheet: Sheet, country: str | None) -> bool:
    """4 4 6 0 0: the message is nothing but digits."""
    if not sheet.text or not all(char.isdecimal() or char in " -" for char in sheet.text) or any(sheet.owner):
        return False
    _take(sheet, re.sub(r"\D", "", sheet.text), (0, len(sheet.tokens)), country)
    return True


def _foreign(sheet: Sheet, country: str | None) -> None:
    """SW1A 1AA: letters and digits, where the country is none of ours or not known."""
    match = _FOREIGN.search(sheet.text)
    if match and not match.group().isdecimal():
        value = re.sub(r"[ -]", "", match.group()).upper()
        if any(char.isalpha() for char in value):
            _take(sheet, value, sheet.places(match.start(), match.end()), country)


def _by_shape(sheet: Sheet, free: list[tuple[re.Match[str], tuple[int, int]]], country: str | None) -> None:
    """Six digits are an Indian code wherever they stand among words; shorter ones only behind a place."""
    words = any(token.kind == "word" for token in sheet.tokens)
    for match, span in reversed(free):
        value = re.sub(r"\D", "", match.group())
        length = len(value)
        home = country or ("IN" if length == 6 else None)
        if length == 6 and home == "IN" and value[0] != "0" and (words or sheet.asked is not None):
            behind_place = True
        else:
            home = place.country_likely(sheet)
            alone = sheet.asked is not None and not words
            behind_place = _LENGTHS.get(home or "") == length and (alone or _after_place(sheet, span[0]))
        if behind_place and fits(value, home):
            _take(sheet, value, span, home)
            return


def _after_place(sheet: Sheet, start: int) -> bool:
    """A city or an address word within the few tokens before, or the address asked and the number standing last."""
    near = range(max(0, start - 5), start)
    return any(sheet.covered("city", at) or sheet.covered("place", at) for at in near)


def _is_bare(sheet: Sheet, span: tuple[int, int]) -> bool:
    behind = sheet.at("money", span[1]) or sheet.at("people", span[1])
    before = sheet.tokens[span[0] - 1] if span[0] else None
    return not behind and (before is None or (before.text not in "₹$#" and not sheet.covered("money", span[0] - 1)))


def _is_part(sheet: Sheet, span: tuple[int, int]) -> bool:
    """Digits glued to a sign or letters: 15,999 or B12345."""
    before = sheet.tokens[span[0] - 1] if span[0] else None
    here = sheet.tokens[span[0]]
    return before is not None and before.end == here.start and (before.kind == "word" or before.text in ",₹$/.")


def _labelled(sheet: Sheet, start: int) -> bool:
    marks = sheet.marks.get("label", {})
    return any(
        marks[at].value == Field.PINCODE and marks[at].end >= start - 3
        for at in range(max(0, start - 6), start)
        if at in marks
    )
