"""The country where the service takes place: by name in any language, short name, demonym, city or dialling code."""

import re

import phonenumbers

from frontdesk.booking.dialogue.extractors import place
from frontdesk.booking.dialogue.extractors.lexicon import lookup
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

_DIALLING = re.compile(r"\+ ?(\d{1,3})(?!\d)")
_LONGEST_NAME = 4


def find(sheet: Sheet) -> None:
    """A country's name counts wherever it is said as a value; cities and demonyms only as the answer."""
    asked = sheet.asked is Field.SERVICE_COUNTRY
    for at, mark in sheet.marks.get("country", {}).items():
        if _counts(sheet, at, mark.end, asked=asked):
            _take(sheet, at, mark.end, str(mark.value))
    if not asked or Field.SERVICE_COUNTRY in sheet.found.fields:
        return
    if not _by_full_name(sheet):
        _by_other_sign(sheet)


def _take(sheet: Sheet, start: int, end: int, code: str) -> None:
    sheet.claim(start, end, Field.SERVICE_COUNTRY)
    sheet.found.fields[Field.SERVICE_COUNTRY] = place.english_names()[code]


def _counts(sheet: Sheet, start: int, end: int, *, asked: bool) -> bool:
    if not sheet.is_free(start, end) or sheet.is_worded_question(start):
        return False
    if asked:
        return True
    if any(sheet.tokens[at].text.islower() and sheet.tokens[at].text in ("us", "states") for at in range(start, end)):
        return False
    number = sheet.clause_at(start)
    if number is None:
        return False
    clause = sheet.clauses[number]
    labelled = Field.SERVICE_COUNTRY in sheet.values("label", clause.start, clause.end)
    alone = all(sheet.covered("filler", at) for at in sheet.free(clause.start, clause.end) if not start <= at < end)
    if sheet.asked is Field.NAME and clause.end - clause.start > end - start:
        return labelled
    last = end == clause.end and sheet.asked is not Field.NAME
    return labelled or alone or last


def _by_full_name(sheet: Sheet) -> bool:
    """Any country of the world, as its name stands in our five languages."""
    words = [at for at in range(len(sheet.tokens)) if sheet.tokens[at].kind == "word" and not sheet.owner[at]]
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            run = words[first : first + size]
            code = place.code_of(" ".join(sheet.tokens[at].text for at in run))
            if code and not sheet.is_worded_question(run[0]):
                _take(sheet, run[0], run[-1] + 1, code)
                return True
    return False


def _by_other_sign(sheet: Sheet) -> None:
    for category in ("demonym", "city"):
        for at, mark in sheet.marks.get(category, {}).items():
            if sheet.is_free(at, mark.end) and not sheet.is_worded_question(at):
                _take(sheet, at, mark.end, str(mark.value))
                return
    if _by_code(sheet):
        return
    match = _DIALLING.search(sheet.text)
    bare = sheet.text if sheet.text.isdecimal() and len(sheet.text) <= 3 else None
    digits = match[1] if match else bare
    code = phonenumbers.region_code_for_country_code(int(digits)) if digits else None
    if code and code in place.english_names():
        sheet.found.fields[Field.SERVICE_COUNTRY] = place.english_names()[code]
    elif digits:
        sheet.found.invalid[Field.SERVICE_COUNTRY] = "unknown"
    elif _is_answer(sheet):
        _misspelt(sheet)


def _by_code(sheet: Sheet) -> bool:
    """BD, np: two letters that are no word of an answer."""
    words = [at for at in sheet.free(0, len(sheet.tokens)) if sheet.tokens[at].kind == "word"]
    if len(words) != 1 or len(sheet.tokens) > _LONGEST_NAME or lookup(sheet.tokens[words[0]].text):
        return False
    code = sheet.tokens[words[0]].text.upper()
    if code not in place.english_names():
        return False
    _take(sheet, words[0], words[0] + 1, code)
    return True


def _misspelt(sheet: Sheet) -> None:
    words = " ".join(
        sheet.tokens[at].text for at in sheet.free(0, len(sheet.tokens)) if not sheet.covered("filler", at)
    )
    code = place.code_like(words)
    if code:
        sheet.found.fields[Field.SERVICE_COUNTRY] = place.english_names()[code]
    else:
        sheet.found.invalid[Field.SERVICE_COUNTRY] = "unknown"


def _is_answer(sheet: Sheet) -> bool:
    """A few plain words that should have been a country."""
    free = [at for at in sheet.free(0, len(sheet.tokens)) if sheet.tokens[at].kind == "word"]
    known = ("answer", "intent", "speaks", "also", "label", "refusal", "small_talk", "person")
    return 0 < len(free) <= 3 and not any(sheet.covered(category, at) for at in free for category in known)
