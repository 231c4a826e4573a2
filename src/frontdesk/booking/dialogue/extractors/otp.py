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
        return None
    runs = [place for place, token in enumerate(sheet.tokens) if token.kind == "number" and not sheet.owner[place]]
    fitting = [place for place in runs if _SHORTEST <= len(sheet.tokens[place].text) <= _LONGEST]
    if len(fitting) != 1:
        return None
    if sheet.has("label") and not _near_code(sheet, fitting[0]):
        return None
    sheet.claim(fitting[0], fitting[0] + 1, "otp")
    return sheet.tokens[fitting[0]].text


def _near_code(sheet: Sheet, place: int) -> bool:
    """The code's word stands nearer than a field's ("pin code 411001" is no OTP)."""
    codes = [mark for mark in sheet.marks["code"].values() if abs(mark.end - place) <= 4]
    return any(not sheet.covered("label", mark.start) for mark in codes)
