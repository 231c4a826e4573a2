"""Phone numbers: any country's, however grouped or spelt; national ones belong to the country that is known."""

import re
from itertools import islice

from frontdesk.booking.dialogue.extractors.message import contrast
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import numbering, spelt
from frontdesk.booking.dialogue.extractors.numbers.numbering import Found, country_of, valid
from frontdesk.booking.dialogue.extractors.numbers.spelt import Line
from frontdesk.booking.dialogue.extractors.places import place as places
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

__all__ = ["country_of", "find", "valid"]

# Groups of digits with little between them; what they mean together is decided below.
_CHAIN = re.compile(r"(?:\+|(?<![\d:.,/])00(?=[ -]?[1-9]))?[ (]{0,2}\d+(?:[ ().\-\u2013\u2014/,\n_]{1,4}\d+)*")
# Here a number may end and another begin.
_BREAK = re.compile(r"[,/\n]")
_GROUP = re.compile(r"\d+")
_SPACED_DATE = re.compile(r"\d{1,2} \d{1,2} (?:19|20)\d\d")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}([-./])\d{1,2}\1(?:(?:19|20)?\d\d)|(?:19|20)\d\d([-./])\d{1,2}\2\d{1,2})(?!\d)")
# Figures in groups; three and three with a blank between them are a postal code.
_GROUPED = re.compile(r"(?!\d{3} \d{3}$)\d{1,6}(?:[ .\-\u2013]{1,3}\d{1,6}){1,3}")
_YEAR = 4
_LEAST = 7
_MOST_GROUPS = 40
_SHORTEST_MEANT = 2
# A number said in pieces has no more of them, and no more words between.
_MOST_PIECES, _MOST_BETWEEN = 4, 5


def find(sheet: Sheet) -> None:
    """The first number that is meant wins, a later one if it corrects; what cannot be one is named if it was meant."""
    line = spelt.line(sheet)
    if not any(char.isdecimal() for char in line.text):
        return
    for start, end in _chains(line)[:_MOST_GROUPS]:
        _chain(sheet, line, start, end)
    if Field.PHONE not in sheet.found.fields and not _pieced(sheet, line):
        _too_short(sheet, line)


def _chains(line: Line) -> list[tuple[int, int]]:
    """Where digits stand together, dates and the bullets of a list left out."""
    masked = _DATE.sub(_mask, line.text)
    for start, end in line.owned("list"):
        masked = masked[:start] + "#" * (end - start) + masked[end:]
    return [match.span() for match in _CHAIN.finditer(masked) if not _SPACED_DATE.fullmatch(match.group().strip(" ()"))]


def _mask(match: re.Match[str]) -> str:
    """A date within digits gets out of their way; 98-76-54 is none."""
    figures = [int(one) for one in _GROUP.findall(match.group())]
    small = figures[:2] if match[1] else figures[1:]
    is_date = max(small) <= 31 and min(small) <= 12
    return "#" * len(match.group()) if is_date else match.group()


def _chain(sheet: Sheet, line: Line, start: int, end: int) -> None:
    """Reads each part of the chain, else the whole, if its parts are too short to be numbers by themselves."""
    parts: list[tuple[int, int]] = []
    at = start
    for cut in islice(_BREAK.finditer(line.text, start, end), _MOST_GROUPS):
        parts.append((at, cut.start()))
        at = cut.end()
    parts.append((at, end))
    long = [part for part in parts if _figures(line.text[slice(*part)]) >= _LEAST]
    if long:
        for part in long:
            _take(sheet, line, *part, may_be_wrong=True)
    elif _figures(line.text[start:end]) >= _LEAST:
        first = line.places(start, end)[0]
        if _is_meant(sheet, first):
            _take(sheet, line, start, end, may_be_wrong=sheet.asked is Field.PHONE)


def _figures(text: str) -> int:
    return sum(char.isdecimal() for char in text)


def _take(sheet: Sheet, line: Line, start: int, end: int, *, may_be_wrong: bool) -> None:
    places_of = line.places(start, end)
    if any(sheet.owner[at] for at in range(*places_of)) or contrast.is_reference(sheet, places_of[0]):
        return
    meant = _is_meant(sheet, places_of[0])
    number = _read(sheet, line.text[start:end], meant=meant)
    if number is None:
        wrong = may_be_wrong and (meant or line.text[start:end].lstrip(" (").startswith(("+", "00")))
        if wrong and label_of(sheet, *places_of) in (None, Field.PHONE):
            sheet.claim(*places_of, Field.PHONE)
            sheet.found.invalid[Field.PHONE] = "impossible"
        return
    span = line.places(start + number.start, start + number.end)
    sheet.claim(*span, Field.PHONE)
    if contrast.is_denied(sheet, *span, Field.PHONE, number.e164):
        return
    replaces = contrast.corrects(sheet, span[0]) or contrast.gives_way(sheet, Field.PHONE, span[0])
    if Field.PHONE not in sheet.found.fields or replaces or _is_first_choice(sheet, span):
        sheet.found.fields[Field.PHONE] = number.e164


def _is_first_choice(sheet: Sheet, span: tuple[int, int]) -> bool:
    """The number before this one is the alternate or for messages alone: "alternate 98…, main 97…"."""
    last = next((at for at in range(span[0] - 1, -1, -1) if sheet.owner[at] == Field.PHONE), None)
    if last is None:
        return False
    first = last
    while first > 0 and sheet.owner[first - 1] == Field.PHONE:
        first -= 1
    return _is_second(sheet, (first, last + 1)) and not _is_second(sheet, span)


def _is_second(sheet: Sheet, span: tuple[int, int]) -> bool:
    """A word of the `second` table leads it, or stands in brackets behind it."""
    for at in range(span[0] - 1, max(-1, span[0] - 4), -1):
        if sheet.covered("second", at):
            return True
        if sheet.tokens[at].text in ",;\n" or sheet.tokens[at].kind == "number":
            break
    behind = span[1] + 1
    return behind < len(sheet.tokens) and sheet.tokens[span[1]].text == "(" and sheet.covered("second", behind)


def _pieced(sheet: Sheet, line: Line) -> bool:
    """ "98220 and then 12345": asked for, pieces with a few words between that make one number."""
    if sheet.asked is not Field.PHONE:
        return False
    runs = list(islice(_GROUP.finditer(line.text), _MOST_PIECES + 1))
    if not 2 <= len(runs) <= _MOST_PIECES:
        return False
    first, last = line.places(*runs[0].span())[0], line.places(*runs[-1].span())[1]
    if not sheet.is_free(first, last) or any(len(one.group()) < 2 for one in runs):
        return False
    words = sum(sheet.tokens[at].kind == "word" for at in range(first, last))
    number = _read(sheet, " ".join(one.group() for one in runs), meant=False) if words <= _MOST_BETWEEN else None
    if number is None:
        return False
    sheet.claim(first, last, Field.PHONE)
    sheet.found.fields[Field.PHONE] = number.e164
    sheet.found.invalid.pop(Field.PHONE, None)
    return True


def _read(sheet: Sheet, chain: str, *, meant: bool) -> Found | None:
    groups = list(islice(_GROUP.finditer(chain), _MOST_GROUPS))
    if chain.lstrip(" (").startswith(("+", "00")):
        return numbering.international(groups)
    return numbering.national(groups, _region(sheet), lenient=meant)


def _region(sheet: Sheet) -> str:
    """The country that is known, else the one that the language is at home in, else India."""
    known = places.country_known(sheet)
    if known:
        return known
    spoken = sheet.context.language if sheet.language is Language.EN else sheet.language
    return {Language.NE: "NP", Language.BN: "BD"}.get(spoken, "IN")


def _is_meant(sheet: Sheet, first: int) -> bool:
    return sheet.asked is Field.PHONE or _labelled(sheet, first)


def _labelled(sheet: Sheet, first: int) -> bool:
    """A phone word stands shortly before."""
    marks = sheet.marks.get("label", {})
    near = (place for place in range(max(0, first - 4), first) if place in marks)
    return any(marks[place].value == Field.PHONE and not _is_of_a_place(sheet, place) for place in near)


def _is_of_a_place(sheet: Sheet, at: int) -> bool:
    """The "number" of "house number", "ward no"."""
    return at > 0 and (sheet.covered("place", at - 1) or sheet.covered("place", at)) and not sheet.at("ring", at)


def label_of(sheet: Sheet, start: int, end: int) -> Field | None:
    """The field that the nearest label beside tokens[start:end] names."""
    marks = sheet.marks.get("label", {})
    before = [at for at in range(max(0, start - 5), start) if at in marks]
    if before and not any(sheet.tokens[at].kind == "number" for at in range(before[-1], start)):
        return Field(str(marks[before[-1]].value))
    behind = [at for at in range(end, end + 3) if at in marks]
    return Field(str(marks[behind[0]].value)) if behind else None


def _too_short(sheet: Sheet, line: Line) -> None:
    """A bare short number where the phone is asked, or behind its label, is a phone number that cannot be."""
    if Field.PHONE in sheet.found.invalid:
        return
    runs = [(one, line.places(*one.span())) for one in islice(_GROUP.finditer(line.text), _MOST_GROUPS)]
    if sheet.asked is Field.PHONE and _is_cut_short(sheet, line.text):
        sheet.claim(0, len(sheet.tokens), Field.PHONE)
        sheet.found.invalid[Field.PHONE] = "impossible"
        return
    alone = len(runs) == 1 and sheet.asked is Field.PHONE and not _is_other(sheet)
    bare = all(char.isdecimal() or char in " -.+()" for char in line.text)
    for match, span in runs:
        if not sheet.is_free(*span) or len(match.group()) < (_SHORTEST_MEANT if bare else 4):
            continue
        label = label_of(sheet, *span)
        if contrast.is_reference(sheet, span[0]) or label not in (None, Field.PHONE) or _counts_things(sheet, span):
            continue
        if alone or (label is Field.PHONE and _labelled(sheet, span[0])):
            sheet.claim(*span, Field.PHONE)
            sheet.found.invalid[Field.PHONE] = "impossible"
            return


def _is_cut_short(sheet: Sheet, text: str) -> bool:
    """981-234: nothing but groups of figures that are neither a day nor, by their blank, a postal code."""
    if not _GROUPED.fullmatch(text) or not sheet.is_free(0, len(sheet.tokens)):
        return False
    groups = [match.group() for match in _GROUP.finditer(text)]
    year = any(len(one) == _YEAR and one[:2] in ("19", "20") for one in groups)
    return max(map(len, groups)) > 2 and not year


def _is_other(sheet: Sheet) -> bool:
    return any(sheet.has(category) for category in ("month", "city", "place", "budget"))


def _counts_things(sheet: Sheet, span: tuple[int, int]) -> bool:
    return any(sheet.at(category, span[1]) for category in ("people", "money", "unit", "clock")) or (
        span[0] > 0 and (sheet.tokens[span[0] - 1].text in "₹$" or sheet.covered("money", span[0] - 1))
    )
