"""The country where the service takes place: by name in any language, short name, demonym, city or dialling code."""

import re

import phonenumbers

from frontdesk.booking.dialogue.extractors.message.lexicon import lookup, single_words
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.places import place
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_DIALLING = re.compile(r"\+ ?(\d{1,3})(?!\d)")
_LONGEST_NAME = 4
# Names of countries are looked for in so many words.
_MOST_WORDS = 60
# May stand beside a country that is said alone ("India obviously").
_LIGHT = ("filler", "telling", "only")
_BRACKETS = frozenset(")]}'\"")
_FLAG_A = 0x1F1E6
_PICTURES = "\u2600"


def find(sheet: Sheet) -> None:
    """A country's name counts wherever it is said as a value; cities and demonyms only as the answer."""
    asked = sheet.asked is Field.SERVICE_COUNTRY
    if asked and (_by_flag(sheet) or _best(sheet) or _by_full_name(sheet)):
        return
    if asked:
        _by_other_sign(sheet)
        return
    said = [mark for at, mark in sheet.marks.get("country", {}).items() if _is_said(sheet, at, mark)]
    # Where somebody lives gives way to where it is held, and comes first so that the other is taken last.
    for mark in sorted(said, key=lambda mark: not _is_home(sheet, mark)):
        _take(sheet, mark.start, mark.end, str(mark.value))


def _is_said(sheet: Sheet, at: int, mark: Mark) -> bool:
    if _is_city_of_next(sheet, mark) or (mark.sounds and sheet.tokens[at].text.isascii()) or _is_bordering(sheet, mark):
        return False
    return _counts(sheet, at, mark.end) or _is_lived_in(sheet, mark)


def _is_home(sheet: Sheet, mark: Mark) -> bool:
    """Where a person lives or is ("मैं तो कनाडा में हूँ"), not where something is held."""
    start, end = _stretch(sheet, mark)
    if sheet.has("lives", start, end):
        return True
    return sheet.has("intro_weak", start, mark.start) and not sheet.has("happens", start, end)


def _stretch(sheet: Sheet, mark: Mark) -> tuple[int, int]:
    """The part of the clause between two words such as "but" that the mark stands in."""
    number = sheet.clause_at(mark.start)
    if number is None:
        return mark.start, mark.end
    clause = sheet.clauses[number]
    turns = [one.start for name in ("but", "both") for one in sheet.between(name, clause.start, clause.end)]
    start = max((at for at in turns if at < mark.start), default=clause.start)
    return start, min((at for at in turns if at > mark.start), default=clause.end)


def _is_city_of_next(sheet: Sheet, mark: Mark) -> bool:
    """The "Dubai" of "Dubai, UAE"."""
    behind = mark.end + 1 if mark.end < len(sheet.tokens) and sheet.tokens[mark.end].text == "," else mark.end
    other = sheet.at("country", behind)
    return other is not None and other.value == mark.value and not other.sounds


def _best(sheet: Sheet) -> bool:
    """Of the places that the answer names: not where somebody comes from, last where they correct, places before
    people ("हम नेपाली हैं पर कार्यक्रम लखनऊ में है")."""
    named: list[tuple[int, Mark]] = []
    for rank, category in enumerate(("state", "demonym", "city", "country")):
        for at, mark in sheet.marks.get(category, {}).items():
            sure = not mark.sounds or category != "state"
            asks = sheet.is_worded_question(at) and not (_is_behind_sign(sheet, at) or _is_before_and(sheet, mark))
            if sure and sheet.is_free(at, mark.end) and not asks:
                named.append((rank, mark))
    firm = [one for one in named if not _is_origin(sheet, one[1])] or named
    firm = [one for one in firm if not _is_home(sheet, one[1])] or firm
    if not firm:
        return False
    turn = max((at for category in ("but", "instead") for at in sheet.marks.get(category, {})), default=-1)
    behind = [one for one in firm if one[1].start > turn]
    if turn < 0 or not behind:
        chosen = max(firm, key=lambda one: (one[0], -one[1].start))
    else:
        chosen = max(behind, key=lambda one: (one[0], -one[1].start))
    for _, mark in named:
        if mark is not chosen[1] and mark.value != chosen[1].value:
            continue
        _take(sheet, mark.start, mark.end, str(mark.value))
    return True


def _is_behind_sign(sheet: Sheet, at: int) -> bool:
    """A picture ends the question that stands before the place."""
    return at > 0 and sheet.tokens[at - 1].kind == "mark" and sheet.tokens[at - 1].text >= _PICTURES


def _is_before_and(sheet: Sheet, mark: Mark) -> bool:
    """ "India it is, and where else": said before the question."""
    end = _stretch(sheet, mark)[1]
    return sheet.at("both", end) is not None and not sheet.has("asks", mark.start, end)


def _is_origin(sheet: Sheet, mark: Mark) -> bool:
    """ "From Delhi, but …", "अमेरिकाबाट"; also what is denied ("नेपाल नहीं")."""
    behind = sheet.at("origin", mark.end) if mark.end < len(sheet.tokens) else None
    denial = sheet.at("not", mark.end) if mark.end < len(sheet.tokens) else None
    before = sheet.at("origin", mark.start - 1) if mark.start else None
    last = sheet.tokens[mark.end - 1].text.casefold()
    return (
        _is_bordering(sheet, mark)
        or (behind is not None and behind.language is not Language.EN and not behind.sounds)
        or (denial is not None and denial.language is not Language.EN and not denial.sounds)
        or (before is not None and before.language is Language.EN)
        or (mark.start > 0 and sheet.tokens[mark.start - 1].text.casefold() == "not")
        or (last.endswith(("बाट", "हून", "থেকে")) and len(last) > 4)
    )


def _is_bordering(sheet: Sheet, mark: Mark) -> bool:
    """ "Near the Nepal border": on one side of it or the other."""
    return sheet.at("border", mark.end) is not None


def _is_lived_in(sheet: Sheet, mark: Mark) -> bool:
    """ "Nepal me rehte hai", "लग्न भारतात आहे", "nepal side": said in passing, by a verb that closes the clause; not
    of relatives, and not of countries where others have gone to work."""
    number = sheet.clause_at(mark.start)
    where = sheet.at("located", mark.end)
    if number is None or mark.value not in place.HOME or not sheet.is_free(mark.start, mark.end):
        return False
    end = _stretch(sheet, mark)[1]
    if sheet.asking[number] or _is_of_relatives(sheet, mark):
        return False
    behind = where.end if where else mark.end
    while sheet.covered("city", behind):
        behind += 1  # "भारतात गोव्याला असते"
    verb = any(sheet.has(name, behind, end if where else behind + 1) for name in ("lives", "copula", "happens"))
    if where is None:
        return verb and sheet.language is not Language.EN
    return verb or where.end >= sheet.clauses[number].end or where.language is Language.EN


def _is_of_relatives(sheet: Sheet, mark: Mark) -> bool:
    """ "My brother lives in Australia"."""
    start, end = _stretch(sheet, mark)
    return sheet.has("relation", start, mark.start) and sheet.has("lives", start, end)


def _by_flag(sheet: Sheet) -> bool:
    """A flag is two letters of its own."""
    letters = [chr(ord(char) - _FLAG_A + ord("A")) for char in sheet.text if 0 <= ord(char) - _FLAG_A < 26]
    code = "".join(letters[:2])
    if code not in place.english_names():
        return False
    sheet.found.fields[Field.SERVICE_COUNTRY] = place.english_names()[code]
    return True


def _take(sheet: Sheet, start: int, end: int, code: str) -> None:
    sheet.claim(start, end, Field.SERVICE_COUNTRY)
    sheet.found.fields[Field.SERVICE_COUNTRY] = place.english_names()[code]


def _counts(sheet: Sheet, start: int, end: int) -> bool:
    if not sheet.is_free(start, end) or sheet.is_worded_question(start):
        return False
    if any(sheet.tokens[at].text.islower() and sheet.tokens[at].text in ("us", "states") for at in range(start, end)):
        return False
    number = sheet.clause_at(start)
    if number is None:
        return False
    clause = sheet.clauses[number]
    labelled = Field.SERVICE_COUNTRY in sheet.values("label", clause.start, clause.end)
    others = (at for at in sheet.free(clause.start, clause.end) if not start <= at < end)
    alone = all(any(sheet.covered(one, at) for one in _LIGHT) for at in others)
    if _is_of_relatives(sheet, Mark("", sheet.language, start, end)):
        return False
    if sheet.asked is Field.NAME and clause.end - clause.start > end - start:
        return labelled
    last = all(token.text in _BRACKETS for token in sheet.tokens[end : clause.end]) and sheet.asked is not Field.NAME
    return labelled or alone or last


def _by_full_name(sheet: Sheet) -> bool:
    """Any country of the world, as its name stands in our five languages."""
    words = [at for at in range(len(sheet.tokens)) if sheet.tokens[at].kind == "word" and not sheet.owner[at]]
    words = words[:_MOST_WORDS]
    for size in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            run = words[first : first + size]
            code = place.code_of(" ".join(sheet.tokens[at].text for at in run))
            if code and not sheet.is_worded_question(run[0]):
                _take(sheet, run[0], run[-1] + 1, code)
                return True
    return False


def _by_other_sign(sheet: Sheet) -> None:
    if _by_code(sheet):
        return
    match = _DIALLING.search(sheet.text)
    numbers = [token.text for token in sheet.tokens if token.kind == "number"]
    bare = numbers[0] if len(numbers) == 1 and len(numbers[0]) <= 3 and _is_code_alone(sheet) else None
    digits = match[1] if match else bare
    code = phonenumbers.region_code_for_country_code(int(digits)) if digits else None
    if code and code in place.english_names():
        sheet.found.fields[Field.SERVICE_COUNTRY] = place.english_names()[code]
    elif digits:
        sheet.found.invalid[Field.SERVICE_COUNTRY] = "unknown"
    elif _is_answer(sheet):
        _misspelt(sheet)


def _is_code_alone(sheet: Sheet) -> bool:
    """ "977", "977 wala", "code 91"."""
    light = ("each", "code", "filler", "label", "country", "copula", "particle")
    words = (at for at, token in enumerate(sheet.tokens) if token.kind == "word")
    return all(any(sheet.covered(category, at) for category in light) for at in words)


def _by_code(sheet: Sheet) -> bool:
    """BD, np: two letters that are no word of an answer."""
    light = (*_LIGHT, "located", "within", "copula", "link")
    free = [at for at in sheet.free(0, len(sheet.tokens)) if sheet.tokens[at].kind == "word"]
    words = [at for at in free if not any(sheet.covered(one, at) for one in light)] or free
    if len(words) != 1 or len(sheet.tokens) > _LONGEST_NAME:
        return False
    text = sheet.tokens[words[0]].text
    short = single_words("country").get(text.casefold())
    if short is None and (len(free) > 1 or lookup(text)):
        return False
    code = str(short or text.upper())
    if code not in place.english_names():
        return False
    _take(sheet, words[0], words[0] + 1, code)
    return True


def _misspelt(sheet: Sheet) -> None:
    words = " ".join(
        sheet.tokens[at].text for at in sheet.free(0, len(sheet.tokens)) if not sheet.covered("filler", at)
    )
    code = place.code_like(words) or place.city_like(words)
    if code:
        sheet.found.fields[Field.SERVICE_COUNTRY] = place.english_names()[code]
    else:
        sheet.found.invalid[Field.SERVICE_COUNTRY] = "unknown"


def _is_answer(sheet: Sheet) -> bool:
    """A few plain words that should have been a country."""
    free = [at for at in sheet.free(0, len(sheet.tokens)) if sheet.tokens[at].kind == "word"]
    known = ("answer", "intent", "speaks", "also", "label", "refusal", "small_talk", "person")
    return 0 < len(free) <= 3 and not any(sheet.covered(category, at) for at in free for category in known)
