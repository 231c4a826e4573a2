"""The customer's name: introduced, labelled, or bare where it is asked or has the shape of one."""

from frontdesk.booking.dialogue.extractors import choice
from frontdesk.booking.dialogue.extractors import place as places
from frontdesk.booking.dialogue.extractors.sheet import Clause, Sheet
from frontdesk.booking.dialogue.state import Field

_SHORTEST, _LONGEST = 2, 60
_MOST_WORDS = 5
# Small words that family names begin with.
_PARTICLES = frozenset({"de", "da", "di", "van", "von", "bin", "binti", "al", "el", "la", "du", "st"})
# Categories of words that no bare name contains.
_BLOCKED = (
    "speaks",
    "also",
    "answer",
    "intent",
    "asks",
    "requests",
    "topic",
    "want",
    "label",
    "day",
    "weekday",
    "unit",
    "number",
    "refusal",
    "small_talk",
    "hostile",
    "place",
    "country",
    "city",
    "person",
    "talk",
    "part",
    "festival",
    "vague",
    "money",
    "date_word",
    "change",
    "code",
    "not",
    "but",
    "rank",
    "people",
    "budget",
    "offers",
    "calendar",
    "everyday",
)
# What may stand in a name that was introduced, or that surely is one by its other words.
_MILD = frozenset({"also", "number", "part", "place", "city", "month", "day", "unit", "festival", "offers", "rank"})


def find(sheet: Sheet) -> None:
    if not _introduced(sheet):
        _bare(sheet)


def _introduced(sheet: Sheet) -> bool:
    for category in ("intro", "intro_weak"):
        for at, mark in sorted(sheet.marks.get(category, {}).items(), reverse=True):
            if sheet.owner[at] or sheet.is_asked_about(at):
                continue
            start, end = _run(sheet, mark.end)
            if (category == "intro" or _looks_like_name(sheet, start, end)) and _take(
                sheet, start, end, introduced=True
            ):
                return True
    return False


def _looks_like_name(sheet: Sheet, start: int, end: int) -> bool:
    """Behind a mere "I am": known names, capitals, or few plain words where the name is asked."""
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word" and not sheet.at("honorific", at)]
    if not words or not all(_is_plain(sheet, at) or _is_mild(sheet, at) for at in words):
        return False
    if any(sheet.at("given", at) or sheet.at("surname", at) for at in words):
        return True
    if sheet.asked is Field.NAME:
        return len(words) <= 3
    return _all_capital(sheet, words) and sheet.tokens[words[0]].text.isascii()


def _run(sheet: Sheet, start: int) -> tuple[int, int]:
    """The words of a name from here: up to a stop word, a claimed token, a digit or punctuation."""
    while start < len(sheet.tokens) and (sheet.tokens[start].text in ":-–=" or sheet.at("copula", start)):
        copula = sheet.at("copula", start)
        start = copula.end if copula else start + 1
    end = start
    while end < len(sheet.tokens) and end - start < _MOST_WORDS + 2 and not sheet.owner[end]:
        token = sheet.tokens[end]
        if (
            token.text == "."
            and end > start
            and (len(sheet.tokens[end - 1].text) == 1 or sheet.at("honorific", end - 1))
        ):
            end += 1
            continue
        denial = sheet.at("not", end)
        if end > start and denial is not None and denial.language != "en":
            start = end = end + 1  # "पूजा नहीं पूनम": the name behind the denial
            continue
        if token.kind != "word" or (_stops(sheet, end) and not sheet.at("honorific", end)):
            behind = sheet.at("not", end + 1) if sheet.at("copula", end) else None
            if end > start and behind is not None and behind.language != "en":
                start = end = behind.end  # "नाम पूजा है, नहीं पूनम"
                continue
            break
        end += 1
    return start, end


def _stops(sheet: Sheet, at: int) -> bool:
    mark = sheet.at("stop", at) or sheet.at("copula", at)
    return mark is not None and (mark.language in (sheet.language, "en") or len(sheet.tokens[at].text) > 3)


def _take(sheet: Sheet, start: int, end: int, *, introduced: bool) -> bool:
    """Files tokens[start:end] without honorifics, if a name is left."""
    while start < end and (sheet.at("honorific", start) or sheet.tokens[start].kind == "mark"):
        start += 1
    while end > start and (sheet.at("honorific", end - 1) or sheet.tokens[end - 1].kind == "mark"):
        end -= 1
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word"]
    value = sheet.slice(start, end)
    if not words or len(words) > _MOST_WORDS or not _SHORTEST <= len(value) <= _LONGEST:
        return False
    if not introduced and choice.names_offer(sheet, start, end):
        return False
    plain = [at for at in words if _is_plain(sheet, at)]
    odd = [at for at in words if at not in plain and not (introduced and _is_mild(sheet, at))]
    if odd or (introduced and not plain and not _all_capital(sheet, words)):
        return False
    sheet.found.fields[Field.NAME] = _dressed(value)
    sheet.claim(start, end, Field.NAME)
    return True


def _is_plain(sheet: Sheet, at: int) -> bool:
    if sheet.at("given", at) or sheet.at("surname", at):
        return True
    return not any(sheet.covered(category, at) for category in _BLOCKED)


def _is_mild(sheet: Sheet, at: int) -> bool:
    return all(category in _MILD for category in _BLOCKED if sheet.covered(category, at))


def _all_capital(sheet: Sheet, words: list[int]) -> bool:
    return all(sheet.tokens[at].text[:1].isupper() for at in words)


def _dressed(value: str) -> str:
    """Lower case or capitals throughout become title case; whoever took care is left alone."""
    value = " ".join(value.split())
    if value.isascii() and (value.islower() or (value.isupper() and len(value) > 3)):
        return " ".join(word[:1].upper() + word[1:].lower() for word in value.split(" "))
    return value


def _bare(sheet: Sheet) -> None:
    if sheet.has("hostile") or sheet.has("refusal") or len(sheet.text) > 200:
        return
    asked = sheet.asked is Field.NAME
    for clause, asks in zip(sheet.clauses, sheet.asking, strict=True):
        if asks:
            continue
        for start, end in _stretches(sheet, clause):
            fits = _is_answer(sheet, start, end) if asked else _has_shape(sheet, clause, start, end)
            if fits and (_take(sheet, start, end, introduced=False) or (asked and _likely(sheet, start, end))):
                return


def _stretches(sheet: Sheet, clause: Clause) -> list[tuple[int, int]]:
    """Unclaimed runs of a clause without light words around them."""
    runs: list[tuple[int, int]] = []
    start = clause.start
    for at in range(clause.start, clause.end + 1):
        if at == clause.end or sheet.owner[at]:
            if at > start:
                runs.append(_peeled(sheet, start, at))
            start = at + 1
    return [(_from_capital(sheet, start, end), end) for start, end in runs if start < end]


def _from_capital(sheet: Sheet, start: int, end: int) -> int:
    """Where the name begins in "write Meera Joshi": small words before capitalised ones are talk."""
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word"]
    capital = [at for at in words if sheet.tokens[at].text[:1].isupper()]
    if not capital or capital[0] == start or sheet.tokens[start].text.casefold() in _PARTICLES:
        return start
    return capital[0]


def _peeled(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    def light(at: int) -> bool:
        initial = len(sheet.tokens[at].text) == 1 and at + 1 < len(sheet.tokens) and sheet.tokens[at + 1].text == "."
        if initial or sheet.at("given", at) or sheet.at("surname", at):
            return False
        return sheet.tokens[at].kind == "mark" or any(
            sheet.at(category, at)
            for category in ("filler", "answer", "intent", "copula", "stop", "honorific", "both", "label")
        )

    while start < end and light(start):
        start += 1
    while end > start and light(end - 1):
        end -= 1
    return start, end


def _is_answer(sheet: Sheet, start: int, end: int) -> bool:
    """The name was asked: nothing stands here but words."""
    return all(sheet.tokens[at].kind == "word" or sheet.tokens[at].text in ".'’-" for at in range(start, end))


def _likely(sheet: Sheet, start: int, end: int) -> bool:
    """Capitalised words, one of them plain: "April Fernandes", "Will Smith", "India Sharma"."""
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word"]
    if not 2 <= len(words) <= 4 or not _all_capital(sheet, words) or not any(_is_plain(sheet, at) for at in words):
        return False
    if any(sheet.covered(category, at) for at in words for category in ("hostile", "label", "intent", "want")):
        return False
    sheet.found.fields[Field.NAME] = _dressed(sheet.slice(start, end))
    sheet.claim(start, end, Field.NAME)
    return True


def _has_shape(sheet: Sheet, clause: Clause, start: int, end: int) -> bool:
    """Unasked, a whole clause must look like a name: known words of names, or two and three capitalised ones."""
    if sheet.asked in (Field.ADDRESS, Field.SERVICE_COUNTRY) or places.codes_by_name().get(
        sheet.slice(start, end).lower()
    ):
        return False
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word"]
    if len(words) != end - start or not 1 <= len(words) <= 4:
        return False
    known = [at for at in words if sheet.at("given", at) or sheet.at("surname", at)]
    alone = not any(
        True for at in sheet.free(clause.start, clause.end) if not start <= at < end and not sheet.at("filler", at)
    )
    if not alone:
        return False
    if known and (len(words) > 1 or sheet.at("given", words[0])):
        return not _month_only(sheet, words)
    capital = _all_capital(sheet, words) and all(sheet.tokens[at].text.isascii() for at in words)
    if sheet.asked in (None, Field.SERVICE, Field.PACKAGE):
        return capital and (len(words) >= 2 or _among_others(sheet))
    return capital and (2 <= len(words) <= 3 or _among_others(sheet))


def _month_only(sheet: Sheet, words: list[int]) -> bool:
    return len(words) == 1 and bool(sheet.at("month", words[0]) or sheet.at("country", words[0]))


def _among_others(sheet: Sheet) -> bool:
    """Other fields stand in the same message, so that a lone capitalised word between commas is a name."""
    return (
        sum(bool(value) for value in (sheet.found.fields, len(sheet.found.fields) > 1)) > 1 and len(sheet.clauses) > 1
    )
