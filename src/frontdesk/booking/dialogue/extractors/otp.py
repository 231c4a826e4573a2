"""A verification code as it is typed back."""

import re

from frontdesk.booking.dialogue.extractors.sheet import Sheet

_ALONE = re.compile(r"[\s.#*'\"-]*(\d(?:[ -]?\d){3,7})[\s.!*'\"]*")
_SHORTEST, _LONGEST = 4, 8


def find(sheet: Sheet) -> str | None:
    """The digits, if the message is nothing else, or names them as the code."""
    alone = _ALONE.fullmatch(sheet.text)
    if alone:
        return re.sub(r"\D", "", alone[1])
    if not sheet.has("code"):
        return _beside_light_words(sheet)
    runs = [place for place, token in enumerate(sheet.tokens) if token.kind == "number" and not sheet.owner[place]]
    fitting = [place for place in runs if _SHORTEST <= len(sheet.tokens[place].text) <= _LONGEST]
    if len(fitting) != 1:
        return None
    if sheet.has("label") and not _near_code(sheet, fitting[0]):
        return None
    sheet.claim(fitting[0], fitting[0] + 1, "otp")
    return sheet.tokens[fitting[0]].text


def _beside_light_words(sheet: Sheet) -> str | None:
    """The number of "it is 4829"; it may still be something else, so it is not claimed."""
    numbers = [token.text for token in sheet.tokens if token.kind == "number"]
    words = [at for at in range(len(sheet.tokens)) if sheet.tokens[at].kind == "word"]
    light = ("filler", "copula", "also", "answer")
    if len(numbers) != 1 or not 1 <= len(words) <= 4 or not _SHORTEST <= len(numbers[0]) <= _LONGEST:
        return None
    return numbers[0] if all(any(sheet.covered(category, at) for category in light) for at in words) else None


def _near_code(sheet: Sheet, place: int) -> bool:
    """The code's word stands nearer than a field's ("pin code 411001" is no OTP)."""
    codes = [mark for mark in sheet.marks["code"].values() if abs(mark.end - place) <= 4]
    return any(not sheet.covered("label", mark.start) for mark in codes)
