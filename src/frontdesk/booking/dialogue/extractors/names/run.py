"""The words of a name from where it begins, and what is written onto them."""

from frontdesk.booking.dialogue.extractors.message import layout, lexicon
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.names.words import MOST_WORDS, Kind, Words
from frontdesk.kit.languages import Language

# From token to token, the second left out.
Run = tuple[int, int]


def run_from(words: Words, start: int) -> Run:
    """The words of a name from here: up to talk, a claimed token, a digit or punctuation; a denied one is left out."""
    sheet = words.sheet
    start = _behind_copula(sheet, start)
    end = start
    while end < len(sheet.tokens) and end - start < MOST_WORDS + 3 and not sheet.owner[end]:
        if end > start and joins(words, end):
            end += 1
        elif end > start and (behind := _behind_denial(sheet, end)):
            start = end = behind  # "पूजा नहीं पूनम": the name behind the denial
        elif _is_part(words, end, start):
            end += 1
        else:
            break
    return start, end


def _behind_copula(sheet: Sheet, start: int) -> int:
    while start < len(sheet.tokens):
        mark = sheet.at("copula", start) or sheet.at("particle", start)
        if sheet.tokens[start].text not in ":-–=→" and (mark is None or mark.sounds):
            break
        start = mark.end if mark else start + 1
    return start


def _behind_denial(sheet: Sheet, at: int) -> int:
    """Behind "नहीं" or "है, नहीं"; 0 if no denial stands here."""
    denial = sheet.at("not", at) or (sheet.at("not", at + 1) if sheet.at("copula", at) else None)
    return denial.end if denial is not None and denial.language != "en" and not denial.sounds else 0


def joins(words: Words, at: int) -> bool:
    """The full stop of an initial or a title, the hyphen of Anne-Marie."""
    sheet = words.sheet
    token = sheet.tokens[at]
    if at == 0 or token.kind != "mark" or sheet.tokens[at - 1].end != token.start:
        return False
    if token.text == ".":
        short = len(sheet.tokens[at - 1].text) <= 2 or sheet.tokens[at - 1].text.casefold() in layout.abbreviations()
        return short or sheet.at("honorific", at - 1) is not None
    glued = at + 1 < len(sheet.tokens) and sheet.tokens[at + 1].start == token.end
    return token.text == "-" and glued and sheet.tokens[at + 1].kind == "word"


def _is_part(words: Words, at: int, start: int) -> bool:
    sheet = words.sheet
    if sheet.at("honorific", at) is not None:
        return True
    if _stops(words, at) or (at > start and _is_and(sheet, at)):
        return False
    kind = words.kind(at)
    if kind is Kind.SOFT and at > start and sheet.tokens[at].text.islower() and words.is_day(at):
        return False
    return kind is not Kind.TALK


def _is_and(sheet: Sheet, at: int) -> bool:
    """The "r" and "n" of "Oindrila Kar r phone …": a small letter alone between words."""
    text = sheet.tokens[at].text
    behind = sheet.tokens[at + 1].kind if at + 1 < len(sheet.tokens) else ""
    return len(text) == 1 and text.islower() and text.isascii() and behind == "word"


def _stops(words: Words, at: int) -> bool:
    sheet = words.sheet
    mark = sheet.at("stop", at) or sheet.at("copula", at) or sheet.at("called", at)
    if mark is None or mark.sounds or words.is_given(at):
        return False
    return mark.language in (sheet.language, "en") or len(sheet.tokens[at].text) > 3


def without_case(words: Words, value: str, end: int) -> str:
    """Without the case that is written onto it before "নামে" or "नावाने", nor the "for" of "रीनासाठी"."""
    sheet = words.sheet
    last = sheet.tokens[end - 1].text.casefold() if end else ""
    tables = ["for_ending"] if last.endswith(lexicon.endings("for_ending")) else []
    marks = (sheet.at(category, end) for category in ("under", "for_whom", "relation"))
    if end < len(sheet.tokens) and any(mark is not None and mark.language is not Language.EN for mark in marks):
        apart = sheet.tokens[end].text.casefold() in lexicon.endings("genitive_ending")
        tables += [] if apart else ["genitive_ending"]
    known = any(sheet.at(category, end - 1) for category in ("given", "surname")) if end else False
    for ending in sorted((one for table in tables for one in lexicon.endings(table)), key=len, reverse=True):
        stem = value[: -len(ending)]
        if value.endswith(ending) and len(stem) >= 2 and ending.isascii() == value.isascii() and not known:
            return stem
    return value


def goes_back(words: Words, at: int) -> bool:
    sheet = words.sheet
    if sheet.owner[at] or sheet.tokens[at].kind != "word":
        return False
    return words.kind(at) is not Kind.TALK or sheet.at("honorific", at) is not None
