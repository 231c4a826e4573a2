"""A verification code as it is typed, pasted or said back."""

import re

from frontdesk.booking.dialogue.extractors.message import contrast
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import spelt
from frontdesk.booking.dialogue.state import Field

_ALONE = re.compile(r"[^\w+]*(\d(?:[ -]?\d){3,7})[^\w]*")
# 1.2.3.4.5.6, 123.456, and figures drawn on keys; what dots part in twos is a day.
_POINTED = re.compile(r"[^\w+]*(\d(?:[.,/ \n\ufe0f\u20e3-]{1,3}\d){5}|\d{3}[.,] ?\d{3})[^\w]*")
_CODE = re.compile(r"(?<![\d+])\d(?:[ -]?\d){3,7}(?![\d]|[ -]\d)")
_SIX = re.compile(r"(?<![\d+@])(?<!\d[./_-])\d(?:[ -]?\d){5}(?!\d|[ -]\d|[.,/]\d|@)")
_LENGTH = 6
# Longer messages are about something else, whatever number of another length stands in them.
_MOST_WORDS = 8
# Nobody wraps a code in so many words.
_MOST_WORDS_AT_ALL = 40
# Beside these a lone number is theirs.
_OTHERS = ("month", "weekday", "unit", "clock", "people", "money", "budget", "city", "place", "thousand", "want")
_NEAR = 3
# A sum of money more often than a code.
_ROUND = "000"
_NUMBERED = (Field.PINCODE, Field.ADDRESS, Field.PHONE)

_Run = tuple[str, tuple[int, int]]


def find(sheet: Sheet) -> str | None:
    """The digits, if the message is nothing else, or names them as the code."""
    line = spelt.line(sheet)
    alone = _ALONE.fullmatch(line.text) or _POINTED.fullmatch(line.text)
    if alone:
        return _digits(alone[1])
    if not sheet.has("code"):
        return None
    free = [one for one in _runs(line, _CODE) if sheet.is_free(*one[1])]
    fitting = [one for one in free if not sheet.has("label") or _near_code(sheet, one[1])]
    meant = [one for one in fitting if not (contrast.is_denied(sheet, *one[1]) or _is_rejected(sheet, one[1]))]
    if len(meant) != 1:
        return None
    code, span = meant[0]
    sheet.claim(*span, "otp")
    return code


def awaited(sheet: Sheet) -> str | None:
    """What the code would be if one were awaited: the last six digits that belong to nothing else, however they are
    introduced ("it is …", "sorry, misread it: …"), else a number of another length beside a few words.

    To be called after the values were read. It may still be something else, so nothing is claimed.
    """
    words = sum(token.kind == "word" for token in sheet.tokens)
    if words > _MOST_WORDS_AT_ALL:
        return None
    line = spelt.line(sheet)
    if not any(char.isdigit() for char in line.text):
        return None
    meant = [code for code, span in _runs(line, _SIX) if _may_be_it(sheet, span) and not code.endswith(_ROUND)]
    if meant:
        return meant[-1]
    return _beside_light_words(sheet, _runs(line, _CODE)) if words <= _MOST_WORDS else None


def _runs(line: spelt.Line, shape: re.Pattern[str]) -> list[_Run]:
    return [(_digits(match.group()), line.places(*match.span())) for match in shape.finditer(line.text)]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _may_be_it(sheet: Sheet, span: tuple[int, int]) -> bool:
    """Six digits that are no money, and no PIN code by a word or a place before them."""
    start, end = span
    known = set(sheet.found.fields) - {Field.PINCODE}
    if any(owner in known or owner in ("email", "money") for owner in sheet.owner[start:end]):
        return False
    if (
        sheet.at("money", end)
        or _is_rejected(sheet, span)
        or contrast.is_denied(sheet, start, end)
        or contrast.is_reference(sheet, start)
    ):
        return False
    before = range(max(0, start - _NEAR), start)
    if any(sheet.tokens[at].text in "₹$" or sheet.owner[at] == Field.ADDRESS for at in before):
        return False
    if any(_is_of_something(sheet, at) for at in before):
        return False
    return not _is_named(sheet, span)


def _is_of_something(sheet: Sheet, at: int) -> bool:
    """A place or a price; in "aa gaya" Gaya is none."""
    if any(sheet.covered(category, at) for category in ("money", "budget")):
        return True
    place = any(sheet.covered(category, at) for category in ("city", "place"))
    return place and not any(sheet.covered(category, at) for category in ("everyday", "speaks"))


def _is_named(sheet: Sheet, span: tuple[int, int]) -> bool:
    """Called a PIN code or a phone number, or a PIN that is to be changed; "pin 482913" may well be the code."""
    for mark in sheet.between("label"):
        near = 0 <= span[0] - mark.end <= _NEAR or _follows(sheet, span[1], mark.start)
        if not near or mark.value not in _NUMBERED:
            continue
        maybe = sheet.at("code_maybe", mark.start)
        if maybe is None or maybe.end < mark.end or sheet.has("change"):
            return True
    return False


def _follows(sheet: Sheet, end: int, label: int) -> bool:
    """ "… is the pin code"."""
    between = range(end, label)
    small = ("copula", "filler", "honorific", "possessive")
    return 0 <= label - end <= _NEAR and all(any(sheet.covered(one, at) for one in small) for at in between)


def _is_rejected(sheet: Sheet, span: tuple[int, int]) -> bool:
    """ "… does not work, send another": a new one is wished for behind it."""
    here = sheet.clause_at(span[0])
    for mark in sheet.between("intent", span[1]):
        if mark.value == "resend":
            denied = any(sheet.has(category, span[1], mark.end) for category in ("not", "dead", "stale"))
            return denied or sheet.clause_at(mark.start) != here
    return False


def _beside_light_words(sheet: Sheet, runs: list[_Run]) -> str | None:
    """The number of "it is 4829": too short or too long for a code, and still meant as one."""
    found = [one for one in runs if sheet.is_free(*one[1])]
    numbers = [token for token in sheet.tokens if token.kind == "number"]
    if len(found) != 1 or not any(token.kind == "word" for token in sheet.tokens):
        return None
    code, span = found[0]
    if any(token.start < sheet.tokens[span[0]].start or token.end > sheet.tokens[span[1] - 1].end for token in numbers):
        return None
    if len(code) != _LENGTH and not any(sheet.has(category) for category in (*_OTHERS, "label")):
        return code
    return None


def _near_code(sheet: Sheet, span: tuple[int, int]) -> bool:
    """The code's word stands nearer than a field's ("pin code 411001" is no OTP)."""
    codes = [mark for mark in sheet.marks["code"].values() if abs(mark.end - span[0]) <= 4]
    labels = [mark for mark in sheet.between("label") if mark.value == Field.PINCODE]
    return any(not any(label.start <= mark.start < label.end for label in labels) for mark in codes)
