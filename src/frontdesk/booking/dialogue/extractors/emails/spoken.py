"""Email addresses that are spelt in words ("priya dot s at the rate gmail dot com"): read back before they count."""

from frontdesk.booking.dialogue.extractors.emails import mailbox
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import spelt
from frontdesk.booking.dialogue.state import Field

_JOINING = ("_", "-", "+")
_SIGNS = (("dot", "."), *((sign, sign) for sign in _JOINING))
_GREAT = frozenset({"gmail", "yahoo", "hotmail", "outlook", "rediffmail", "icloud"})
_MOST_PARTS = 24
_PAIRS = frozenset({"[]", "()", "{}", "<>"})
# Words before "at" that no address begins with: "find me at …", "we are at …".
_NO_LOCAL = ("speaks", "also", "filler", "copula", "intro", "want")


def find(sheet: Sheet) -> None:
    for at, token in enumerate(sheet.tokens):
        if token.kind != "word" or sheet.owner[at] or not spelt.sign(token.text, "at"):
            continue
        opened, closed = _brackets(sheet, at)
        end, domain = _domain(sheet, _behind_rate(sheet, closed))
        if not domain:
            continue
        start, local = _local(sheet, opened)
        if local and _may_be_local(sheet, start, opened):
            _take(sheet, start, end, local, domain)


def _take(sheet: Sheet, start: int, end: int, local: str, domain: str) -> None:
    written = f"{local}@{domain}"
    if not written.isascii():
        # Nobody can know which Latin letters "रीना एट जीमेल डॉट कॉम" stands for.
        reason = "script"
    elif address := mailbox.valid(written):
        sheet.claim(start, end, Field.EMAIL)
        sheet.found.unsure[Field.EMAIL] = address
        sheet.found.invalid.pop(Field.EMAIL, None)
        return
    else:
        reason = "malformed"
    sheet.claim(start, end, Field.EMAIL)
    if Field.EMAIL not in sheet.found.unsure:
        sheet.found.invalid[Field.EMAIL] = reason


def _brackets(sheet: Sheet, at: int) -> tuple[int, int]:
    """The range of a sign's word, with the brackets that hide an address from machines: "[at]"."""
    before = sheet.tokens[at - 1].text if at else ""
    behind = sheet.tokens[at + 1].text if at + 1 < len(sheet.tokens) else ""
    return (at - 1, at + 2) if before + behind in _PAIRS else (at, at + 1)


def _behind_rate(sheet: Sheet, start: int) -> int:
    """Behind "at the rate (of)", as it is said in India."""
    place = start
    while place < min(start + 3, len(sheet.tokens)) and spelt.sign(sheet.tokens[place].text, "rate"):
        place += 1
    return place


def _domain(sheet: Sheet, start: int) -> tuple[int, str]:
    """Words joined by spoken or typed dots; a great provider's name may lack its dot, or its ending altogether."""
    parts: list[str] = []
    at = start
    while at < len(sheet.tokens) and sheet.tokens[at].kind != "mark" and len(parts) < _MOST_PARTS:
        at, word = _domain_word(sheet, at)
        parts.append(word)
        behind = _behind_dot(sheet, at)
        if behind and behind < len(sheet.tokens):
            at = behind
        elif not (word in _GREAT and at < len(sheet.tokens) and spelt.domain(sheet.tokens[at].text) == "com"):
            break
    is_hour = parts and parts[-1].isdigit()  # "1 January at 5.30"
    if is_hour or (len(parts) == 1 and parts[0] not in _GREAT):
        return start, ""
    return at, ".".join(parts).lower()


def _domain_word(sheet: Sheet, at: int) -> tuple[int, str]:
    """One label of the domain and the place behind it; "g mail" is one word."""
    text = sheet.tokens[at].text
    behind = sheet.tokens[at + 1].text.casefold() if at + 1 < len(sheet.tokens) else ""
    if text.casefold() in ("g", "hot") and behind == "mail":
        return at + 2, text.casefold() + "mail"
    word = spelt.domain(text) or text
    place = at + 1
    while place + 1 < len(sheet.tokens) and _is_glued(sheet, place) and sheet.tokens[place].text in ("-", "_"):
        word += sheet.tokens[place].text + sheet.tokens[place + 1].text
        place += 2
    while place < len(sheet.tokens) and _is_glued(sheet, place) and sheet.tokens[place].kind != "mark":
        word += sheet.tokens[place].text
        place += 1
    return place, word


def _behind_dot(sheet: Sheet, at: int) -> int:
    """Behind a spoken dot, or a typed one with no blank on either side; 0 if none stands here."""
    if at >= len(sheet.tokens):
        return 0
    if sheet.tokens[at].text == ".":
        glued = _is_glued(sheet, at) and at + 1 < len(sheet.tokens) and _is_glued(sheet, at + 1)
        return at + 1 if glued else 0
    if spelt.sign(sheet.tokens[at].text, "dot"):
        return at + 1
    if at + 1 < len(sheet.tokens) and spelt.sign(sheet.tokens[at + 1].text, "dot"):
        opened, closed = _brackets(sheet, at + 1)
        return closed if opened == at else 0
    return 0


def _is_glued(sheet: Sheet, at: int) -> bool:
    return sheet.tokens[at].start == sheet.tokens[at - 1].end


def _local(sheet: Sheet, end: int) -> tuple[int, str]:
    """Backwards from "at": parts that are joined by a sign, stand glued, or are figures, single letters or names."""
    parts: list[str] = []
    at = end - 1
    while at >= 0 and len(parts) < _MOST_PARTS and sheet.tokens[at].kind != "mark":
        parts.insert(0, _part(sheet, at))
        before, joint = _joint(sheet, at - 1)
        if joint and before >= 0 and sheet.tokens[before].kind != "mark":
            parts.insert(0, joint)
            at = before
        elif at >= 1 and _belongs(sheet, at - 1, at) and not _is_written(sheet, at):
            at -= 1
        else:
            break
    return max(at, 0), "".join(parts).lower()


def _is_written(sheet: Sheet, at: int) -> bool:
    """ "Rita Sharma rita_sharma at …": signs that were typed, so that the blank before it is no part of it."""
    if at + 1 >= len(sheet.tokens) or sheet.tokens[at - 1].end == sheet.tokens[at].start:
        return False
    return sheet.tokens[at + 1].text in "._-" and _is_glued(sheet, at + 1)


def _part(sheet: Sheet, at: int) -> str:
    """Figures in words become digits where they follow something: "priya ninety one"."""
    text = sheet.tokens[at].text
    value = _figure(sheet, at)
    if value is None:
        return text
    unit = spelt.figure(sheet.tokens[at + 1].text) if spelt.joins(text) else None
    return str(value // 10) if unit and unit < 10 else str(value)


def _figure(sheet: Sheet, at: int) -> int | None:
    """A figure behind something else; "das" is ten, but also a surname, and what hangs on a typed dot is written."""
    text = sheet.tokens[at].text
    if at == 0 or len(text) < 2 or not text.isalpha() or sheet.tokens[at - 1].end == sheet.tokens[at].start:
        return None
    value = spelt.figure(text)
    return value if value is not None and (spelt.is_english(text) or _is_counted(sheet, at)) else None


def _is_counted(sheet: Sheet, at: int) -> bool:
    """Another figure in words stands beside it: "do shunya"."""
    near = (sheet.tokens[one].text for one in (at - 1, at + 1) if 0 <= one < len(sheet.tokens))
    return any(spelt.figure(word) is not None and not spelt.sign(word, "at") for word in near)


def _belongs(sheet: Sheet, before: int, at: int) -> bool:
    """Whether the token before is part of the address as well, with nothing said between them."""
    one, other = sheet.tokens[before], sheet.tokens[at]
    if one.kind == "mark":
        return False
    if one.end == other.start:
        return True
    if any(sheet.covered(category, before) for category in ("label", "copula", "intro")):
        return False
    if before > 0 and _figure(sheet, at) is not None and _figure(sheet, before) is not None:
        return True
    if other.kind == "number" or _figure(sheet, at) is not None:
        return one.kind == "word" and not _is_light(sheet, before)
    if len(one.text) == len(other.text) == 1:
        return True
    known = sheet.at("given", before) or sheet.at("surname", before) or sheet.at("surname", at)
    return known is not None and not _is_light(sheet, before)


def _joint(sheet: Sheet, at: int) -> tuple[int, str]:
    """The sign that is said or typed here, and the place before it."""
    if at < 1:
        return at, ""
    word = sheet.tokens[at].text
    if word in _JOINING or (word == "." and _is_glued(sheet, at)):
        return at - 1, word
    if word in ")]}>":
        opened, closed = _brackets(sheet, at - 1)
        return (opened - 1, _said(sheet, at - 1)) if closed == at + 1 else (at, "")
    return at - 1, _said(sheet, at)


def _said(sheet: Sheet, at: int) -> str:
    word = sheet.tokens[at].text
    return next((sign for name, sign in _SIGNS if spelt.sign(word, name)), "")


def _may_be_local(sheet: Sheet, start: int, end: int) -> bool:
    """A lone everyday word before "at" is part of a sentence."""
    return end - start > 1 or not _is_light(sheet, start)


def _is_light(sheet: Sheet, at: int) -> bool:
    if any(mark.value == Field.EMAIL for mark in sheet.between("label", at, at + 1)):
        return True
    return any(sheet.covered(category, at) for category in _NO_LOCAL)
