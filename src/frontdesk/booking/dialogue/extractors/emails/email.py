"""Email addresses as they are typed. One that is not right is named, never repaired; a likely slip is read back."""

import re
from itertools import islice

from rapidfuzz.distance import OSA

from frontdesk.booking.dialogue.extractors.emails import spoken as email_spoken
from frontdesk.booking.dialogue.extractors.emails.mailbox import is_doubtful, valid
from frontdesk.booking.dialogue.extractors.message import contrast, fold
from frontdesk.booking.dialogue.extractors.message.lexicon import lookup
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

__all__ = ["find", "valid"]

_CHUNK = re.compile(r"\S+")
_PIECE = re.compile(r"[^,;|/:()<>\[\]{}\"“”=]+")
_WORD_BEFORE = re.compile(r"(?:[^\s@.,]+ \. ?){0,3}[^\s@]+ $")
_WORD_BEHIND = re.compile(r" [^\s@.]+(?: ?\. ?(?:com|co|in|org|net|np|bd|edu)\b)+| [^\s@]+", re.IGNORECASE)
_FAR = 70
_DOMAIN = re.compile(r"(?<!\S)[^\s@]{1,64}\.(?:com|in|org|net|np|bd)\b")
_TRIM = "'‘’!?।*.~`"
_PAIRS = frozenset({"<>", "()", "[]"})
_LEADING = _TRIM + "-–—_•·#"
_MOST_CHUNKS = 20
_A_SLIP = 2
# What follows a domain's comma where its dot was meant.
_ENDINGS = frozenset({"com", "co", "in", "org", "net", "np", "bd", "uk", "edu", "gov", "info", "io"})
_PROVIDERS = ("gmail", "yahoo", "hotmail", "outlook", "rediff", "icloud")


def find(sheet: Sheet) -> None:
    if "@" in sheet.text:
        _typed(sheet)
    if Field.EMAIL not in sheet.found.fields:
        email_spoken.find(sheet)
    if "@" not in sheet.text and Field.EMAIL not in {**sheet.found.unsure, **sheet.found.invalid}:
        _without_at(sheet)


def _typed(sheet: Sheet) -> None:
    """The first good address that is meant wins, a later one if it corrects."""
    chunks = (match for match in _CHUNK.finditer(sheet.text) if "@" in match.group())
    for chunk in islice(chunks, _MOST_CHUNKS):
        found = [one for one in _pieces(chunk) if one[2]]
        for start, end, address in found:
            _take(sheet, start, end, address or "")
        if not found:
            _broken(sheet, chunk.start(), chunk.end())


def _without_at(sheet: Sheet) -> None:
    """priya.gmail.com, "priya gmail.com", where an address is due."""
    for match in islice(_DOMAIN.finditer(sheet.text), _MOST_CHUNKS):
        places = sheet.places(*match.span())
        if sheet.asked is Field.EMAIL or _labelled(sheet, places[0]):
            first = places[0] - (places[0] > 0 and _is_name_part(sheet, places[0] - 1))
            sheet.claim(first, places[1], Field.EMAIL)
            sheet.found.invalid[Field.EMAIL] = "malformed"


def _pieces(chunk: re.Match[str]) -> list[tuple[int, int, str | None]]:
    """Character range and address of each part of a chunk that holds one; what hangs on by a comma is cut off."""
    found: list[tuple[int, int, str | None]] = []
    for piece in islice(_PIECE.finditer(chunk.group()), _MOST_CHUNKS):
        if "@" not in piece.group():
            continue
        typed = piece.group().rstrip(_TRIM + "-–—").lstrip(_LEADING)
        typed = _without_label(typed)
        start = chunk.start() + piece.start() + piece.group().find(typed)
        address = None if _goes_on(chunk.group(), piece.end()) else valid(typed)
        found.append((start, start + len(typed), address))
    return found


def _without_label(typed: str) -> str:
    """Email-priya@…, where the label hangs on by a hyphen."""
    label, sign, rest = typed.partition("-")
    if sign and any(entry.category == "label" and entry.value == Field.EMAIL for entry in lookup(label)):
        return rest.lstrip(_LEADING)
    return typed


def _goes_on(chunk: str, end: int) -> bool:
    """The comma stands for a dot: priya@yahoo.co,in."""
    behind = re.match(r"[,;:]([a-z]{2,4})\b", chunk[end:], re.IGNORECASE)
    return behind is not None and behind[1].casefold() in _ENDINGS


def _take(sheet: Sheet, start: int, end: int, address: str) -> None:
    places = sheet.places(start, end)
    sheet.claim(*places, Field.EMAIL)
    _claim_brackets(sheet, *places)
    if contrast.is_denied(sheet, *places, Field.EMAIL, address):
        return
    known = sheet.found.fields.get(Field.EMAIL) or sheet.found.unsure.get(Field.EMAIL)
    replaces = contrast.corrects(sheet, places[0]) or contrast.gives_way(sheet, Field.EMAIL, places[0])
    if known and not (replaces or _respells(known, address)):
        return
    sheet.found.fields.pop(Field.EMAIL, None)
    sheet.found.unsure.pop(Field.EMAIL, None)
    sheet.found.invalid.pop(Field.EMAIL, None)
    target = sheet.found.unsure if is_doubtful(address) else sheet.found.fields
    target[Field.EMAIL] = address


def _respells(known: str, address: str) -> bool:
    """ "tumpa@gmail.con uff, tumpa@gmail.com": the same address once more, without its slip."""
    if is_doubtful(address):
        return False
    return is_doubtful(known) or 0 < OSA.distance(known.casefold(), address.casefold()) <= _A_SLIP


def _claim_brackets(sheet: Sheet, start: int, end: int) -> None:
    """Priya Sharma <priya@example.com>."""
    if start > 0 and end < len(sheet.tokens) and sheet.tokens[start - 1].text + sheet.tokens[end].text in _PAIRS:
        sheet.claim(start - 1, end + 1, Field.EMAIL)


def _broken(sheet: Sheet, start: int, end: int) -> None:
    """Named as malformed if an address was meant; "@glow_studio" and "@ 5 pm" are something else."""
    first, last = sheet.places(start, end)
    local, _, domain = sheet.text[start:end].strip(_LEADING + '<>()[]"').partition("@")
    if not domain and last < len(sheet.tokens):
        domain = sheet.tokens[last].text + sheet.slice(last + 1, min(last + 3, len(sheet.tokens)))
        joins = _is_maillike(domain)
        last = _end_of_word(sheet, last) if joins else last
    if _is_spaced(sheet, start, end):
        return
    if not (sheet.asked is Field.EMAIL or _labelled(sheet, first) or _is_maillike(domain)):
        sheet.claim(first, last, "handle")
        return
    if not local.strip(_LEADING) and first > 0 and _is_name_part(sheet, first - 1):
        first -= 1
    sheet.claim(first, last, Field.EMAIL)
    if not (Field.EMAIL in sheet.found.fields or Field.EMAIL in sheet.found.unsure):
        sheet.found.invalid[Field.EMAIL] = "malformed"


def _is_spaced(sheet: Sheet, start: int, end: int) -> bool:
    """priya @ gmail.com: read back, for the blank may have come by itself or stand for something."""
    before = _WORD_BEFORE.search(sheet.text, max(0, start - _FAR), start)
    behind = _WORD_BEHIND.match(sheet.text, end, end + _FAR)
    local, _, domain = sheet.text[start:end].partition("@")
    first = before.start() if before and not local else start
    last = behind.end() if behind and not domain else end
    places = sheet.places(first, last)
    address = valid(re.sub(r"\s", "", sheet.text[first:last]).strip(_LEADING + "<>,;"))
    if address is None or not _is_name_part(sheet, places[0]):
        return False
    if sheet.asked is Field.EMAIL and not local:
        while places[0] > 0 and sheet.is_free(places[0] - 1, places[0]) and _is_name_part(sheet, places[0] - 1):
            places = (places[0] - 1, places[1])
    sheet.claim(*places, Field.EMAIL)
    if Field.EMAIL not in sheet.found.fields:
        sheet.found.unsure[Field.EMAIL] = address
    return True


def _is_maillike(domain: str) -> bool:
    folded = fold.exact(domain)
    return folded.startswith(_PROVIDERS) or bool(re.match(r"[^\s@.,]+[.,](?:com|co|in|org|net|np|bd|edu)\b", folded))


def _end_of_word(sheet: Sheet, at: int) -> int:
    """Behind the tokens that are written without a blank."""
    while at + 1 < len(sheet.tokens) and sheet.tokens[at + 1].start == sheet.tokens[at].end:
        at += 1
    return at + 1


def _is_name_part(sheet: Sheet, at: int) -> bool:
    """A word or number before the blank that may belong to the address: no label, verb or comma."""
    light = ("label", "copula", "filler", "speaks", "also", "intro")
    return sheet.tokens[at].kind != "mark" and not any(sheet.covered(category, at) for category in light)


def _labelled(sheet: Sheet, first: int) -> bool:
    marks = sheet.between("label", first - 4, first)
    return any(mark.value == Field.EMAIL for mark in marks)
