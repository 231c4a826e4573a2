"""Who is speaking: "I am …", "… speaking", with where they are from and whose mother they are left out."""

from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run, goes_back, run_from
from frontdesk.booking.dialogue.extractors.names.said import heads, is_asked_about
from frontdesk.booking.dialogue.extractors.names.trimmed import is_glued_from, without_home
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital, is_state
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_ABOUT_PLACE = ("origin", "within")
# How far behind "I am" it may be told whose mother that is.
_FAR = 5
_WHOSE = ("possessive", "whose", "stop", "family", "yours")
# Behind an Indian name "to" and "of" stand as well, which go on about it.
_CLOSES = ("stop",)
_BEFORE_CONTACT = ("label", "copula", "possessive", "both", "filler")
_GREETINGS = ("filler", "answer", "intent", "intro_weak", "honorific", "lead", "stop", "both")


def weakly(words: Words) -> Run | None:
    """Behind a mere "I am" or "this is"."""
    sheet = words.sheet
    for at, mark in sorted(sheet.marks.get("intro_weak", {}).items(), reverse=True):
        if sheet.owner[at] or is_asked_about(words, at, mark.end):
            continue
        run = without_home(words, run_from(words, _behind_home(words, _behind_relation(words, mark.end))))
        if not (heads(words, at) or _is_told_on(words, mark, run)) or _is_where_she_lives(sheet, run):
            continue
        if words.is_name(*run) and not words.is_offer(*run) and _looks_like_name(words, run, mark):
            return run
    return None


def _is_where_she_lives(sheet: Sheet, run: Run) -> bool:
    """ "Mi Dubai la rahte"."""
    behind = run[1]
    while sheet.at("link", behind):
        behind += 1
    return sheet.at("lives", behind) is not None and any(sheet.covered("city", at) for at in range(*run))


def _is_told_on(words: Words, mark: Mark, run: Run) -> bool:
    """ "… on 5th March im Simran 98…": in a run-on message, a known name that ends what is said, or one that leads to
    the number."""
    if not words.is_name(*run) or _is_place_word(words.sheet, mark.start):
        return False
    plain = all(words.kind(at) >= Kind.PLAIN for at in words.words(*run))
    known = words.is_given(run[0]) and _ends_here(
        words.sheet, run[1], also=_CLOSES if mark.language is Language.EN else ("am", "spoken")
    )
    return plain and (known or _leads_to_contact(words.sheet, run[1]))


def _is_place_word(sheet: Sheet, at: int) -> bool:
    """ "ma", "me", "mein": "in" as often as "I"."""
    return any(sheet.at(category, at) for category in ("located", "within"))


def _leads_to_contact(sheet: Sheet, end: int) -> bool:
    """Nothing but its label and a comma stands before the number or the email."""
    while end < len(sheet.tokens) and not sheet.owner[end]:
        if not (sheet.tokens[end].text in ",:-–\n" or any(sheet.covered(one, end) for one in _BEFORE_CONTACT)):
            return False
        end += 1
    return end < len(sheet.tokens) and sheet.owner[end] in (Field.PHONE, Field.EMAIL)


def _behind_relation(words: Words, at: int) -> int:
    """ "This is the bride's mother Sunita", "म उसको बुवा दीपक"."""
    sheet, behind, last = words.sheet, at, min(at + _FAR, len(words.sheet.tokens))
    while at < last and not words.is_given(at):
        mark = sheet.at("relation", at)
        if mark is None and not any(sheet.covered(category, at) for category in _WHOSE):
            break
        at = mark.end if mark else at + 1
        behind = at if mark else behind
    return behind


def _behind_home(words: Words, start: int) -> int:
    """ "म बिराटनगरको अञ्जु राई", "मैं कानपुर से विनोद": where she is from goes before."""
    sheet = words.sheet
    end = run_from(words, start)[1]
    if end >= len(sheet.tokens):
        return start
    origin = sheet.at("origin", end)
    if origin is not None and not origin.sounds and origin.language is not Language.EN and end - start in (1, 2):
        return origin.end
    if end > start and sheet.at("whose", end) and all(_is_place(words, at) for at in range(start, end)):
        return end + 1
    return _without_place(words, start, end)


def _without_place(words: Words, start: int, end: int) -> int:
    """Behind "Nashik varun", although somebody may be called Varun."""
    first = start
    while start < end - 1 and (_is_place(words, start) or is_glued_from(words, start)):
        start += 1
    origin = words.sheet.at("origin", start) if start > first else None
    return origin.end if origin is not None and not origin.sounds and origin.end < end else start


def _is_place(words: Words, at: int) -> bool:
    return words.kind(at) is Kind.SOFT and any(words.covered(one, at) for one in ("city", "country", "place"))


def _looks_like_name(words: Words, run: Run, intro: Mark) -> bool:
    """Known names, capitals, or few plain words that end what is said: "I am" opens many sentences."""
    sheet, language = words.sheet, intro.language
    places = words.words(*run)
    kinds = [words.kind(at) for at in places]
    if sheet.at("whose", run[1]) and sheet.at("relation", run[1] + 1):
        return False  # "मैं दीपक की माँ हूँ"
    behind = [mark for one in _ABOUT_PLACE if (mark := sheet.at(one, run[1]))] if language is not Language.EN else []
    if any(not mark.sounds and mark.language == language for mark in behind):
        return False  # "मैं दिल्ली से बोल रही हूँ"
    if Kind.KNOWN in kinds and kinds[0] is not Kind.SOFT:
        return True
    if sheet.asked is Field.NAME:
        return len(places) <= 3 and not is_state(sheet, places[0])
    if not all(words.is_plain(at) for at in places) or len(places) > 3 or not _ends_here(sheet, run[1]):
        return False
    if all_capital(sheet, places) and sheet.tokens[places[0]].text.isascii():
        return True
    if language is not Language.EN:
        small = sheet.tokens[places[0]].text.isascii() and _is_place_word(sheet, intro.start)
        return len(places) <= 2 and not small and _is_before_value(sheet, run[1])
    return not is_state(sheet, places[-1]) and (len(places) == 1 or bool(sheet.found.fields))


def _is_before_value(sheet: Sheet, end: int) -> bool:
    """A number or an email is given as well, and follows at once: no verb stands between."""
    given = any(field in sheet.found.fields for field in (Field.PHONE, Field.EMAIL))
    if sheet.found.fields and end < len(sheet.tokens) and sheet.tokens[end].text == ",":
        return True
    follows = end < len(sheet.tokens) and (
        bool(sheet.owner[end]) or sheet.tokens[end].text in ",\n" or sheet.at("label", end)
    )
    return given and bool(follows)


def _ends_here(sheet: Sheet, end: int, also: tuple[str, ...] = _CLOSES) -> bool:
    """The clause ends, another value or what closes a name follows."""
    if end >= len(sheet.tokens) or sheet.tokens[end].kind == "mark" or sheet.owner[end]:
        return True
    return any(sheet.at(category, end) for category in ("label", "copula", "honorific", "both", *also))


def spoken(words: Words) -> Run | None:
    """ "Priya this side", "मैं कल्पना जोशी बात कर रही हूँ"."""
    sheet = words.sheet
    for at in sheet.marks.get("spoken", {}):
        clause = sheet.clause_at(at)
        if clause is None:
            continue
        start = sheet.clauses[clause].start
        if sheet.is_worded_question(at) and not sheet.has("intro_weak", start, at):
            continue
        while (
            start < at and any(sheet.covered(category, start) for category in _GREETINGS) and not words.is_known(start)
        ):
            start += 1
        origin = next((one for one in range(start + 2, at) if sheet.at("origin", one)), None)
        end = at if origin is None or origin + 1 < at else origin
        run = without_home(words, (_without_place(words, start, end), end))
        if run[0] < run[1] and sheet.is_free(start, at) and words.is_name(*run):
            return run
        if (before := _before(words, sheet.clauses[clause].start, at)) is not None:
            return before
    return _is_called(words)


def _before(words: Words, first: int, at: int) -> Run | None:
    """ "हाँ जी मैं छतरपुर से महेंद्र बुंदेला बोल रहा हूँ": the words right before, behind "I" or a known name."""
    sheet, start = words.sheet, at
    while start > first and goes_back(words, start - 1):
        start -= 1
    start = _without_place(words, start, at)
    said = sheet.has("intro_weak", first, start) or (start < at and words.is_given(start))
    return (start, at) if start < at and said and words.is_name(start, at) else None


def _is_called(words: Words) -> Run | None:
    """ "सन्तोष हुँ": a known name, and the verb alone behind it."""
    sheet = words.sheet
    for clause in sheet.clauses:
        if (
            clause.end - clause.start < 2
            or sheet.at("am", clause.end - 1) is None
            or sheet.is_asked_about(clause.start)
        ):
            continue
        start, end = clause.start, clause.end - 1
        while start < end and sheet.at("stop", start) and not words.is_given(start):
            start += 1
        run = start, end
        if start < end and sheet.is_free(*run) and words.is_name(*run) and words.is_given(start):
            return run
    return None
