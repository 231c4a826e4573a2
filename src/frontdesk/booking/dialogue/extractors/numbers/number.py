"""Numbers as people say them: 2, 2nd, two, second, दो, दूसरा, "twenty-fifth"; and sums: 15k, "डेढ़ लाख"."""

import re
from dataclasses import dataclass
from fractions import Fraction

from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import spelt

_GROUP = re.compile(r"\d{2,3}")
_LONGEST_FIGURE = 9


@dataclass(frozen=True, slots=True)
class Number:
    """tokens[start:end]; `ordinal` if said as one."""

    value: int
    start: int
    end: int
    ordinal: bool
    digits: bool


def at(sheet: Sheet, place: int) -> Number | None:
    """The number that begins at this token, up to four digits long."""
    token = sheet.tokens[place]
    if token.kind == "number":
        if len(token.text) > 4:
            return None
        ending = sheet.at("nth", place + 1)
        glued = ending is not None and sheet.tokens[place + 1].start <= token.end + (
            sheet.tokens[place + 1].text == "वीं"
        )
        return Number(int(token.text), place, place + 1 + glued, ordinal=glued, digits=True)
    for category in ("ordinal", "number"):
        mark = sheet.at(category, place)
        if mark is not None:
            return Number(int(mark.value), place, mark.end, ordinal=category == "ordinal", digits=False)
    return None


@dataclass(frozen=True, slots=True)
class Amount:
    """tokens[start:end] say `value`, rounded down; `scaled` if by a thousand, lakh …, so that it may be a round sum."""

    value: int
    start: int
    end: int
    scaled: bool


def amount(sheet: Sheet, place: int) -> Amount | None:
    """The sum that begins at this token: 49,999; 15k; 1.5 lakh; "fifteen thousand nine hundred"; "साढ़े पाँच हज़ार".

    Digits alone are one as well; words alone are none ("two").
    """
    total, at, last = Fraction(0), place, 0
    digits = sheet.tokens[place].kind == "number"
    while (found := _quantity(sheet, at)) is not None:
        value, behind = found
        scale, end = _scale(sheet, behind)
        if last and (scale >= last or (scale == 1 and (value >= min(last, 1000) or sheet.at("each", at)))):
            # "The fifty thousand one" is no sum of 50,001.
            break
        total, at, last = total + value * scale, end, scale
        if scale == 1:
            break
    if at == place or not (digits or total >= 100):
        return None
    return Amount(int(total), place, at, scaled=total >= 1000 and last != 0 and not _is_exact(sheet, place, at))


def _is_exact(sheet: Sheet, start: int, end: int) -> bool:
    """Typed out in digits, or said to the last unit."""
    return (
        all(token.kind != "word" for token in sheet.tokens[start:end])
        or spelt.scale(sheet.tokens[end - 1].text) is None
    )


def _quantity(sheet: Sheet, at: int) -> tuple[Fraction, int] | None:
    """What a scale may follow, and the place behind it."""
    if at >= len(sheet.tokens):
        return None
    token = sheet.tokens[at]
    if token.kind == "number":
        return _typed(sheet, at)
    if token.kind != "word":
        return None
    if share := spelt.part(token.text):
        if share[0] not in "+-":
            return Fraction(share), at + 1
        whole = _quantity(sheet, at + 1) if at + 1 < len(sheet.tokens) and not _is_part(sheet, at + 1) else None
        return (whole[0] + Fraction(share), whole[1]) if whole else None
    value = spelt.figure(token.text)
    if value is None:
        return (Fraction(1), at) if spelt.scale(token.text) and len(token.text) > 2 else None
    unit = spelt.figure(sheet.tokens[at + 1].text) if at + 1 < len(sheet.tokens) and spelt.joins(token.text) else None
    return (Fraction(value + unit), at + 2) if unit and unit < 10 else (Fraction(value), at + 1)


def _is_part(sheet: Sheet, at: int) -> bool:
    return spelt.part(sheet.tokens[at].text) is not None


def _typed(sheet: Sheet, at: int) -> tuple[Fraction, int] | None:
    """15, 1.5, 1,50,000."""
    digits, end = sheet.tokens[at].text, at + 1
    while _is_glued(sheet, end, ",") and _GROUP.fullmatch(sheet.tokens[end + 1].text):
        digits += sheet.tokens[end + 1].text
        end += 2
    if len(digits) > _LONGEST_FIGURE:
        return None
    if end == at + 1 and _is_glued(sheet, end, ".") and len(sheet.tokens[end + 1].text) <= 2:
        return Fraction(f"{digits}.{sheet.tokens[end + 1].text}"), end + 2
    return Fraction(digits), end


def _is_glued(sheet: Sheet, at: int, sign: str) -> bool:
    """The sign stands between two numbers without a blank."""
    if at + 1 >= len(sheet.tokens) or sheet.tokens[at].text != sign or sheet.tokens[at + 1].kind != "number":
        return False
    return sheet.tokens[at - 1].end == sheet.tokens[at].start and sheet.tokens[at].end == sheet.tokens[at + 1].start


def _scale(sheet: Sheet, at: int) -> tuple[int, int]:
    """Thousand, lakh …, or 1; a "k" belongs to the digits it hangs on."""
    if at >= len(sheet.tokens) or sheet.tokens[at].kind != "word":
        return 1, at
    word, before = sheet.tokens[at], sheet.tokens[at - 1]
    value = spelt.scale(word.text)
    if value is None or (len(word.text) == 1 and before.end != word.start):
        return 1, at
    return value, at + 1
