"""Phone numbers: any country's, however grouped; national ones belong to the country that is known."""

import re
from collections.abc import Sequence
from itertools import islice

import phonenumbers

from frontdesk.booking.dialogue.extractors import place as places
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# Groups of digits with little between them; what they mean together is decided below.
_CHAIN = re.compile(r"(?:\+|\b00)?[ (]{0,2}\d+(?:[ ().\-\u2013]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")
_DATE_LIKE = re.compile(r"\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}")
_NATIONAL_LENGTH = {91: 10, 977: 10, 880: 10}
_CODES = {"IN": 91, "NP": 977, "BD": 880}
_LEAST = 7
_MOST_GROUPS = 40


def find(sheet: Sheet) -> None:
    """The first number that can be one wins, a later one if it corrects; what cannot be is named if it was meant."""
    for match in _CHAIN.finditer(sheet.text):
        chain = match.group()
        if sum(char.isdecimal() for char in chain) < _LEAST or _DATE_LIKE.fullmatch(chain.strip(" ()")):
            continue
        if _taken(sheet, match.start(), match.end()):
            continue
        if Field.PHONE in sheet.found.fields and not sheet.corrects(match.start()):
            sheet.claim(*sheet.places(match.start(), match.end()), Field.PHONE)
            continue
        _read(sheet, chain, match.start())
    if Field.PHONE not in sheet.found.fields:
        _too_short(sheet)


def valid(written: str, region: str) -> str | None:
    """E.164 if it can be a number at all (length and country code); its range need not be assigned."""
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    length = _NATIONAL_LENGTH.get(number.country_code or 0)
    national = len(str(number.national_number))
    if length and number.country_code == 91 and national != length:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(phone: str) -> str | None:
    """ISO code of the country an E.164 number belongs to."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.region_code_for_country_code(number.country_code or 0)


def _taken(sheet: Sheet, start: int, end: int) -> bool:
    """A digit run inside an email address is none of ours."""
    return any(sheet.owner[place] for place in range(*sheet.places(start, end)))


def _read(sheet: Sheet, chain: str, offset: int) -> None:
    groups = list(islice(_GROUP.finditer(chain), _MOST_GROUPS))
    international = chain.lstrip(" (").startswith(("+", "00"))
    region = _region(sheet)
    meant = sheet.asked is Field.PHONE or _labelled(sheet, offset)
    best = _split(groups, region, international=international, lenient=meant)
    if best is None:
        if international or meant:
            sheet.claim(*sheet.places(offset, offset + len(chain)), Field.PHONE)
            sheet.found.invalid[Field.PHONE] = "impossible"
        return
    first, last, number = best
    start = offset + (0 if international and first == 0 else groups[first].start())
    sheet.claim(*sheet.places(start, offset + groups[last - 1].end()), Field.PHONE)
    sheet.found.fields[Field.PHONE] = number


def _split(
    groups: Sequence[re.Match[str]], region: str, *, international: bool, lenient: bool
) -> tuple[int, int, str] | None:
    """(first, last, E.164): the run of groups that makes the most natural number."""
    if international:
        return _international(groups)
    whole = "".join(group.group() for group in groups)
    shapes = [_national(whole, region)]
    if shapes[0]:
        return 0, len(groups), shapes[0]
    for first in range(len(groups)):
        digits = ""
        for last in range(first, min(len(groups), first + 8)):
            digits += groups[last].group()
            number = _national(digits, region)
            if number:
                return first, last + 1, number
    number = valid(whole, region) if lenient else None
    return (0, len(groups), number) if number else None


def _international(groups: Sequence[re.Match[str]]) -> tuple[int, int, str] | None:
    """Behind a plus or 00: the longest run that can be a number, or the one of the country's usual length."""
    best: tuple[int, int, str] | None = None
    digits = ""
    for last, group in enumerate(groups[:10]):
        digits += group.group()
        if len(digits) > 17:
            break
        plain = digits.removeprefix("00")
        number = valid("+" + plain, "ZZ") or _trunk_zero(plain)
        if number:
            best = (0, last + 1, number)
            if any(plain.startswith(str(code)) and len(number) == 1 + len(str(code)) + 10 for code in _NATIONAL_LENGTH):
                return best
    return best


def _trunk_zero(plain: str) -> str | None:
    """+91 (0) 98765 43210 and +880 01712…: the trunk zero is not dialled from abroad."""
    for code in _NATIONAL_LENGTH:
        prefix = str(code)
        if plain.startswith(prefix + "0"):
            return valid("+" + prefix + plain[len(prefix) + 1 :], "ZZ")
    return None


def _national(digits: str, region: str) -> str | None:
    """Numbers that look like one by themselves: ten digits, or more with a trunk zero or country code."""
    if len(digits) == 11 and digits.startswith("01") and digits[2] in "3456789":
        return valid("+88" + digits, "ZZ")
    if len(digits) == 11 and digits[0] == "0" and digits[1] in "6789":
        return valid(digits[1:], region)
    for code in _NATIONAL_LENGTH:
        prefix = str(code)
        if len(digits) == len(prefix) + 10 and digits.startswith(prefix) and digits[len(prefix)] in "6789123":
            return valid("+" + digits, "ZZ")
    if len(digits) == 10 and (digits[0] in "6789" or (region == "BD" and digits[0] == "1")):
        return valid(f"+{_CODES[region]}{digits}" if region in _CODES else digits, region)
    return None


def _region(sheet: Sheet) -> str:
    """The country that is known, else the one that the language is at home in, else India."""
    known = places.country_known(sheet)
    if known:
        return known
    return "NP" if sheet.language is Language.NE else "IN"


def _labelled(sheet: Sheet, offset: int) -> bool:
    """A phone word stands shortly before."""
    first = sheet.places(offset, offset + 3)[0]
    marks = sheet.marks.get("label", {})
    return any(marks[place].value == Field.PHONE for place in range(max(0, first - 4), first) if place in marks)


def _too_short(sheet: Sheet) -> None:
    """A bare short number where the phone is asked, or behind its label, is a phone number that cannot be."""
    if Field.PHONE in sheet.found.invalid:
        return
    for place, token in enumerate(sheet.tokens):
        if token.kind != "number" or sheet.owner[place] or len(token.text) < 4:
            continue
        alone = sum(other.kind == "number" for other in sheet.tokens) == 1
        if (sheet.asked is Field.PHONE and alone and not sheet.has("month")) or _labelled(sheet, token.start):
            sheet.found.invalid[Field.PHONE] = "impossible"
            return
