"""Postal codes: six digits in India, five in Nepal, four in Bangladesh, what is usual elsewhere."""

import re
from itertools import islice

from frontdesk.booking.dialogue.extractors.message import contrast
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import spelt
from frontdesk.booking.dialogue.extractors.numbers.spelt import Line
from frontdesk.booking.dialogue.extractors.places import place
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_LENGTHS = {"IN": 6, "NP": 5, "BD": 4}
# Where most of those live who book from abroad; elsewhere letters and digits of a usual length will do.
_ABROAD = {
    "US": re.compile(r"\d{5}(?:\d{4})?"),
    "GB": re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}"),
    "CA": re.compile(r"(?:[A-Z]\d){3}"),
    "AU": re.compile(r"\d{4}"),
    "NZ": re.compile(r"\d{4}"),
    "SG": re.compile(r"\d{6}"),
    "DE": re.compile(r"\d{5}"),
    "FR": re.compile(r"\d{5}"),
}
_CHAIN = re.compile(r"(?<![\d+])\d{2,3}[ -]\d{3}(?!\d|[ -]\d)|(?<!\d)\d{3,20}(?!\d)")
_FOREIGN = re.compile(r"\b(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{2,5}[ -]?(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{2,5}\b")
# Codes that nothing else looks like: SW1A 1AA, K1A 0B1.
_UNMISTAKABLE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b")
_MOST = 20
_SIX = 6
_SHORTEST_BARE = 2
_SPACED = re.compile(r"(?<![\d+-])\d(?:([ -])\d)(?:\1\d){2,4}(?![ -]?\d)")
# Six figures parted elsewhere than in the middle; only where they are asked for.
_PARTED = re.compile(r"(?<![\d+-])(?:\d{4}[ -]\d\d|\d\d[ -]\d{4})(?![ -]?\d)")
# 80-00-01 looks like a date that cannot be.
_PAIRED = re.compile(r"(?<![\d+])\d\d([ .-])\d\d\1\d\d(?!\d|[ .-]\d)")
# What is sent in these languages comes from one or two countries.
_AT_HOME = {Language.EN: (6, 5), Language.HI: (6,), Language.MR: (6,), Language.BN: (6, 4), Language.NE: (6, 5)}

_Run = tuple[re.Match[str], tuple[int, int]]


def fits(value: str, country: str | None) -> bool:
    """Whether the code can be one of the country (ISO code); unknown country: of any of ours, or letters too."""
    if country in _LENGTHS:
        return value.isdecimal() and len(value) == _LENGTHS[country] and (country != "IN" or value[0] != "0")
    if country in _ABROAD:
        return _ABROAD[country].fullmatch(value) is not None
    if country is not None:
        return 3 <= len(value) <= 10 and value.isalnum() and value.isascii()
    if value.isdecimal():
        return len(value) in _LENGTHS.values() and not (len(value) == _LENGTHS["IN"] and value[0] == "0")
    return 4 <= len(value) <= 8


def find(sheet: Sheet) -> None:
    """Labelled codes anywhere; bare ones where asked, at the end of an address, or six digits among other things."""
    country = place.country_known(sheet)
    line = spelt.line(sheet)
    if sheet.asked is Field.PINCODE and _paired(sheet, country):
        return
    shapes = (_CHAIN, _SPACED, _PARTED) if sheet.asked is Field.PINCODE else (_CHAIN, _SPACED)
    found = (match for shape in shapes for match in islice(shape.finditer(line.text), _MOST))
    runs = [(match, line.places(*match.span())) for match in found]
    free = [(match, span) for match, span in runs if sheet.is_free(*span) and _may_be_code(sheet, span)]
    labelled = [one for one in free if _labelled(sheet, one[1])]
    if labelled:
        # "My pin was 411004, make it 411014": the label is said once.
        last = labelled[-1][1][1]
        wrong = contrast.is_denied(sheet, *labelled[-1][1])
        labelled += [
            one for one in free if one[1][0] > last and (wrong or contrast.is_replaced(sheet, last, one[1][0]))
        ]
    asked = sheet.asked is Field.PINCODE
    for match, span in labelled or (free if asked else []):
        _take(sheet, re.sub(r"\D", "", match.group()), span, country)
    if labelled or (asked and free):
        return
    if asked:
        if not _bare_digits(sheet, line, country):
            _foreign(sheet, country, _FOREIGN)
        return
    _by_shape(sheet, line, free, country)
    if Field.PINCODE not in sheet.found.fields:
        _unmistakable(sheet, country)


def _take(sheet: Sheet, value: str, span: tuple[int, int], country: str | None) -> None:
    """The first that is meant wins, a later one if it corrects; what is wrong is named only where nothing is right."""
    sheet.claim(*span, Field.PINCODE)
    if contrast.is_denied(sheet, *span, Field.PINCODE, value):
        return
    known = Field.PINCODE in sheet.found.fields
    if fits(value, country) and (country or _is_spoken_here(sheet, value)):
        if not known or contrast.corrects(sheet, span[0]) or contrast.gives_way(sheet, Field.PINCODE, span[0]):
            sheet.found.fields[Field.PINCODE] = value
            sheet.found.invalid.pop(Field.PINCODE, None)
    elif not known:
        sheet.found.invalid[Field.PINCODE] = "length"


def _is_spoken_here(sheet: Sheet, value: str) -> bool:
    """Where nothing tells the country, the language narrows it down, unless the phone is of elsewhere."""
    if not value.isdecimal():
        return True
    usual = (*_AT_HOME[sheet.language], *_AT_HOME[sheet.context.language])
    likely = place.country_likely(sheet)
    return len(value) in usual or _LENGTHS.get(likely or "") == len(value)


def _paired(sheet: Sheet, country: str | None) -> bool:
    match = _PAIRED.search(sheet.text)
    if match is None or Field.EVENT_DATE in sheet.found.fields:
        return False
    sheet.found.invalid.pop(Field.EVENT_DATE, None)
    _take(sheet, re.sub(r"\D", "", match.group()), sheet.places(*match.span()), country)
    return True


def _bare_digits(sheet: Sheet, line: Line, country: str | None) -> bool:
    """4 4 6 0 0: the message is nothing but digits."""
    digits = re.sub(r"[ .-]", "", line.text)
    if not digits.isdecimal() or len(digits) < _SHORTEST_BARE or any(sheet.owner):
        return False
    _take(sheet, digits, (0, len(sheet.tokens)), country)
    return True


def _foreign(sheet: Sheet, country: str | None, shape: re.Pattern[str]) -> None:
    """SW1A 1AA: letters and digits, where the country is none of ours or not known."""
    match = shape.search(sheet.text)
    if match is None or match.group().isdecimal():
        return
    value = re.sub(r"[ -]", "", match.group()).upper()
    span = sheet.places(*match.span())
    if any(char.isalpha() for char in value) and sheet.is_free(*span):
        _take(sheet, value, span, country)


def _unmistakable(sheet: Sheet, country: str | None) -> None:
    """Where an address may stand, or behind a label of its own."""
    if country in _LENGTHS or not any(char.isdecimal() for char in sheet.text):
        return
    labelled = any(mark.value == Field.PINCODE for mark in sheet.between("label"))
    if labelled or sheet.asked is Field.ADDRESS or country is not None:
        _foreign(sheet, country, _UNMISTAKABLE)


def _by_shape(sheet: Sheet, line: Line, free: list[_Run], country: str | None) -> None:
    """Six digits are an Indian code wherever they stand among words; shorter ones only behind a place."""
    words = any(char.isalpha() for char in line.text)
    for match, span in reversed(free):
        value = re.sub(r"\D", "", match.group())
        length = len(value)
        home = country if country and (length != _SIX or place.is_country_told(sheet)) else None
        home = home or ("IN" if length == _SIX else country)
        if length == _SIX and home == "IN" and value[0] != "0" and (words or sheet.asked is not None):
            behind_place = True
        else:
            home = place.country_likely(sheet)
            alone = sheet.asked is not None and not words
            behind_place = _LENGTHS.get(home or "") == length and (alone or _after_place(sheet, span[0]))
        if behind_place and fits(value, home) and not contrast.is_denied(sheet, *span, Field.PINCODE, value):
            _take(sheet, value, span, home)
            return


def _after_place(sheet: Sheet, start: int) -> bool:
    """A city or an address word within the few tokens before, or the address asked and the number standing last."""
    near = range(max(0, start - 5), start)
    return any(sheet.covered("city", at) or sheet.covered("place", at) for at in near)


def _may_be_code(sheet: Sheet, span: tuple[int, int]) -> bool:
    """Neither money, nor heads, nor a part of something else, nor the number of another thing."""
    if _is_part(sheet, span) or contrast.is_reference(sheet, span[0]):
        return False
    behind = span[1]
    trailing = sheet.at("budget", behind)
    if sheet.at("money", behind) or sheet.at("people", behind) or (trailing and trailing.language is not Language.EN):
        return False
    before = range(max(0, span[0] - 3), span[0])
    if any(sheet.tokens[at].text in "₹$#" for at in before if at == span[0] - 1):
        return False
    return not any(
        sheet.covered(category, at) and not sheet.covered("label", at)
        for at in before
        for category in ("money", "budget")
        if not any(sheet.tokens[between].text in ",.;\n" for between in range(at, span[0]))
    )


def _is_part(sheet: Sheet, span: tuple[int, int]) -> bool:
    """Digits glued to a sign or letters: 15,999 or B12345."""
    before = sheet.tokens[span[0] - 1] if span[0] else None
    here = sheet.tokens[span[0]]
    return before is not None and before.end == here.start and (before.kind == "word" or before.text in ",₹$/.")


def _labelled(sheet: Sheet, span: tuple[int, int]) -> bool:
    """The code's word stands shortly before, or right behind ("411001 is the pin")."""
    marks = sheet.marks.get("label", {})
    start, end = span
    before = any(
        marks[at].value == Field.PINCODE and marks[at].end >= start - 3
        for at in range(max(0, start - 6), start)
        if at in marks
    )
    return before or _label_behind(sheet, end)


def _label_behind(sheet: Sheet, end: int) -> bool:
    at = end
    while at < min(end + 4, len(sheet.tokens)):
        mark = sheet.at("label", at)
        if mark is not None:
            numbered = mark.end < len(sheet.tokens) and _numbered(sheet, mark.end)
            return mark.value == Field.PINCODE and not numbered
        if not (sheet.covered("copula", at) or sheet.covered("filler", at)):
            return False
        at += 1
    return False


def _numbered(sheet: Sheet, at: int) -> bool:
    """A number of its own follows the label: it is not about the one before."""
    return any(sheet.tokens[place].kind == "number" for place in range(at, min(at + 3, len(sheet.tokens))))
