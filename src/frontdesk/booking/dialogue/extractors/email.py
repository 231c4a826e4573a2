"""Email addresses: typed, or spelt in words ("priya at gmail dot com"), which is read back before it counts."""

import re

from email_validator import EmailNotValidError, validate_email

from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_CHUNK = re.compile(r"[^\s@]{0,64}@[^\s@]{0,190}@?")
_TRIM = "<>()[]{}\"'“”‘’,;:!?।.*"
_AT = frozenset({"at", "एट", "ऐट", "अट", "এট", "অ্যাট"})
_DOT = frozenset({"dot", "डॉट", "डाट", "ডট"})
_SIGNS = {"underscore": "_", "dash": "-", "hyphen": "-", "अंडरस्कोर": "_"}
_RATE = ("the", "rate")


def find(sheet: Sheet) -> None:
    if "@" in sheet.text:
        _typed(sheet)
    elif any(token.text.casefold() in _DOT for token in sheet.tokens):
        _spoken(sheet)


def valid(address: str) -> str | None:
    """The canonical address, or None. Syntax only: nothing is looked up."""
    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def _typed(sheet: Sheet) -> None:
    """The first good address wins, a later one if it corrects; one that is not right is named, never repaired."""
    for chunk in _CHUNK.finditer(sheet.text):
        start, end, address = _settle(chunk.group(), chunk.start())
        sheet.claim(*sheet.places(start, end), Field.EMAIL)
        if address and (Field.EMAIL not in sheet.found.fields or sheet.corrects(start)):
            sheet.found.fields[Field.EMAIL] = address
    if Field.EMAIL not in sheet.found.fields:
        sheet.found.invalid[Field.EMAIL] = "malformed"


def _settle(chunk: str, offset: int) -> tuple[int, int, str | None]:
    """Character range and value. What hangs on by a comma is cut off if an address stands without it."""
    trimmed = chunk.strip(_TRIM)
    start = offset + chunk.find(trimmed)
    whole = valid(trimmed)
    if whole:
        return start, start + len(trimmed), whole
    for piece in re.finditer(r"[^,;|/:()<>]+", trimmed):
        address = valid(piece.group().strip(_TRIM)) if "@" in piece.group() else None
        if address:
            return start + piece.start(), start + piece.end(), address
    return start, start + len(trimmed), None


def _spoken(sheet: Sheet) -> None:
    for place, token in enumerate(sheet.tokens):
        if token.text.casefold() not in _AT:
            continue
        local_start, local = _local(sheet, place)
        domain_end, domain = _domain(sheet, _after_at(sheet, place))
        address = valid(f"{local}@{domain}") if local and "." in domain else None
        if address:
            sheet.claim(local_start, domain_end, Field.EMAIL)
            if address.isascii():
                sheet.found.unsure[Field.EMAIL] = address
            else:
                # Nobody can know which Latin letters "रीना एट जीमेल डॉट कॉम" stands for.
                sheet.found.invalid[Field.EMAIL] = "malformed"


def _after_at(sheet: Sheet, place: int) -> int:
    """Behind "at", or "at the rate (of)" as it is said in India."""
    words = [token.text.casefold() for token in sheet.tokens[place + 1 : place + 4]]
    if tuple(words[:2]) == _RATE:
        return place + (4 if words[2:] == ["of"] else 3)
    return place + 1


def _local(sheet: Sheet, place: int) -> tuple[int, str]:
    """Backwards from "at": words and numbers that stand together or are joined by a spoken sign."""
    parts: list[str] = []
    at = place - 1
    while at >= 0 and sheet.tokens[at].kind != "mark":
        parts.insert(0, sheet.tokens[at].text)
        sign = _sign(sheet, at - 1)
        if sign and at >= 2:
            parts.insert(0, sign)
            at -= 2
        elif sheet.tokens[at].kind == "number" and at >= 1 and sheet.tokens[at - 1].kind == "word":
            at -= 1
        else:
            break
    return at, "".join(parts).lower()


def _domain(sheet: Sheet, place: int) -> tuple[int, str]:
    parts: list[str] = []
    at = place
    while at < len(sheet.tokens) and sheet.tokens[at].kind != "mark":
        parts.append(sheet.tokens[at].text)
        if _sign(sheet, at + 1) != ".":
            return at + 1, "".join(parts).lower()
        parts.append(".")
        at += 2
    return at, "".join(parts).lower()


def _sign(sheet: Sheet, place: int) -> str:
    if not 0 <= place < len(sheet.tokens):
        return ""
    word = sheet.tokens[place].text.casefold()
    return "." if word in _DOT or word == "." else _SIGNS.get(word, word if word in "_-" else "")
