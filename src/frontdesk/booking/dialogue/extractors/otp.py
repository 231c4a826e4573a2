"""A verification code as it is typed or said back."""

import re

from frontdesk.booking.dialogue.extractors import contrast, spelt
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_ALONE = re.compile(r"[\s.#*'\"-]*(\d(?:[ -]?\d){3,7})[\s.!*'\"]*")
_CODE = re.compile(r"(?<![\d+])\d(?:[ -]?\d){3,7}(?![\d]|[ -]\d)")
_SHORTEST, _LONGEST = 4, 8
# Longer messages are about something else, whatever number stands in them.
_MOST_WORDS = 8
# Beside these a lone number is theirs.
_OTHERS = ("month", "weekday", "unit", "clock", "people", "money", "budget", "city", "place", "thousand", "want")


def find(sheet: Sheet) -> str | None:
    """The digits, if the message is nothing else, or names them as the code."""
    line = spelt.line(sheet)
    alone = _ALONE.fullmatch(line.text)
    if alone:
        return re.sub(r"\D", "", alone[1])
    found = [(match, line.places(*match.span())) for match in _CODE.finditer(line.text)]
    free = [one for one in found if sheet.is_free(*one[1])]
    if not sheet.has("code"):
        return _beside_light_words(sheet, free)
    fitting = [one for one in free if not sheet.has("label") or _near_code(sheet, one[1])]
    meant = [one for one in fitting if not contrast.is_denied(sheet, *one[1])]
    if len(meant) != 1:
        return None
    match, span = meant[0]
    sheet.claim(*span, "otp")
    return re.sub(r"\D", "", match.group())


def _beside_light_words(sheet: Sheet, found: list[tuple[re.Match[str], tuple[int, int]]]) -> str | None:
    """The number of "it is 4829", "got it, 482913"; it may still be something else, so it is not claimed."""
    numbers = [token for token in sheet.tokens if token.kind == "number"]
    words = [at for at in range(len(sheet.tokens)) if sheet.tokens[at].kind == "word"]
    if len(found) != 1 or not 1 <= len(words) <= _MOST_WORDS:
        return None
    match, span = found[0]
    digits = re.sub(r"\D", "", match.group())
    if any(token.start < sheet.tokens[span[0]].start or token.end > sheet.tokens[span[1] - 1].end for token in numbers):
        return None
    if _SHORTEST <= len(digits) <= _LONGEST and not any(sheet.has(category) for category in (*_OTHERS, "label")):
        return digits
    return None


def _near_code(sheet: Sheet, span: tuple[int, int]) -> bool:
    """The code's word stands nearer than a field's ("pin code 411001" is no OTP)."""
    codes = [mark for mark in sheet.marks["code"].values() if abs(mark.end - span[0]) <= 4]
    labels = [mark for mark in sheet.between("label") if mark.value == Field.PINCODE]
    return any(not any(label.start <= mark.start < label.end for label in labels) for mark in codes)
