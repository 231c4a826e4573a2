"""The day of the event, as people say it. Of several the last one wins: people correct themselves forwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from frontdesk.booking.dialogue.extractors import calendar, date_figures, date_patterns, question
from frontdesk.booking.dialogue.extractors.date_seen import ARTICLES, BESIDE, Seen, is_before, joins, stands_apart
from frontdesk.booking.dialogue.extractors.lexicon import endings
from frontdesk.booking.dialogue.extractors.sheet import Clause, Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# Between the two ends of a range stand at most this many words and signs ("25 दिसंबर से लेकर 28"), hours not counted.
_BETWEEN = 4
_BETWEEN_ENDS = ("link", "date_word", "nth", "either", "range", "both", "filler", "part")
# A message this short is not small talk about today's weather.
_SHORT = 3
_WISHES = ("want", "instead", "offers", "makes", "answer")
# So many words of weight make a clause that tells something else.
_HEAVY = 2


def find(sheet: Sheet) -> None:
    """Claims every date-like stretch; files the last that counts."""
    seen = date_figures.find(sheet) + date_patterns.find(sheet)
    seen = [one for one in seen if _is_spoken_of(sheet, one)]
    kept = _in_the_month_spoken_of(sheet, _without_doubles(sheet, sorted(seen, key=lambda one: one.start)))
    kept = _without_denied(sheet, kept)
    for one in kept:
        sheet.claim(one.start, one.end, Field.EVENT_DATE)
    meant = [one for one in kept if not _only_asked_about(sheet, one)]
    strong = _without_asides(sheet, _without_echoes([one for one in meant if not one.weak]))
    if strong:
        _file(sheet, strong[-1], _choose(sheet, strong))
    elif meant:
        sheet.found.invalid[Field.EVENT_DATE] = calendar.VAGUE


def _is_spoken_of(sheet: Sheet, one: Seen) -> bool:
    """As the day of the event: not as a part of a name or an address, nor in passing ("I'll tell you tomorrow")."""
    if sheet.asked in (Field.ADDRESS, Field.NAME):
        if not (stands_apart(sheet, one) or sheet.is_asked_about(one.start) or _is_sure_aside(sheet, one)):
            return False
        return sheet.asked is Field.NAME or one.exact or _is_all(sheet, one)
    if one.exact or one.weak:
        return True
    clause = _clause(sheet, one)
    if clause is not None and _is_of_something_else(sheet, clause):
        return False
    if sheet.asked is Field.EVENT_DATE or not any(sheet.at(name, one.start) for name in ("day", "shift")):
        return True
    chat = one.value == calendar.PAST or (one.value == sheet.context.today and not _is_wish(sheet, clause))
    return not chat or stands_apart(sheet, one)


def _is_of_something_else(sheet: Sheet, clause: Clause) -> bool:
    """A promise, or a call, a reply or a thing of the past ("kal phone kiya tha") beside which nothing is wanted."""
    if sheet.has("promises", clause.start, clause.end):
        return True
    apart = sheet.has("apart", clause.start, clause.end)
    return apart and not any(sheet.has(name, clause.start, clause.end) for name in ("want", "asks_for", "offers"))


def _is_sure_aside(sheet: Sheet, one: Seen) -> bool:
    """Day and month are no name; nor is a day that is weighed against another ("उद्या नाही परवा येतो")."""
    clause = _clause(sheet, one)
    weighed = clause is not None and (
        sheet.has("not", clause.start, clause.end) or sheet.has("want", clause.start, clause.end)
    )
    return sheet.asked is Field.NAME and (one.exact or weighed)


def _is_all(sheet: Sheet, one: Seen) -> bool:
    """The message says nothing else of weight: "budhabare, Jhapa" is a place."""
    clause = _clause(sheet, one)
    words = (at for at, token in enumerate(sheet.tokens) if token.kind != "mark" and not sheet.owner[at])
    return clause is None or all(
        clause.start <= at < clause.end or any(sheet.covered(name, at) for name in BESIDE) for at in words
    )


def _is_wish(sheet: Sheet, clause: Clause | None) -> bool:
    """Something is wanted or offered there, so that "today" is no small talk about the weather."""
    start, end = (clause.start, clause.end) if clause else (0, len(sheet.tokens))
    if any(sheet.has(name, start, end) for name in ("want", "offers", "part", "clock", "change", "asks_for")):
        return True
    if end - start <= _SHORT and not sheet.has("weather", start, end):
        return True
    return any(token.text.casefold().endswith(endings("wish_ending")) for token in sheet.tokens[start:end])


def _clause(sheet: Sheet, one: Seen) -> Clause | None:
    number = sheet.clause_at(one.start)
    return None if number is None else sheet.clauses[number]


def _without_echoes(strong: list[Seen]) -> list[Seen]:
    """ "Eleventh of March, that's a Thursday, right?": the weekday of a day that was named."""
    named = {one.value.weekday() for one in strong if one.exact and isinstance(one.value, date)}
    return [one for one in strong if one.weekday is None or one.weekday not in named]


def _without_asides(sheet: Sheet, strong: list[Seen]) -> list[Seen]:
    """ "Day after tomorrow if possible, she only lands tomorrow night": what is told around the day is not the day."""
    kept: list[Seen] = []
    for one in strong:
        apart = kept and sheet.clause_at(kept[-1].start) != sheet.clause_at(one.start)
        if not (apart and _is_aside(sheet, one)):
            kept.append(one)
    return kept


def _is_aside(sheet: Sheet, one: Seen) -> bool:
    """Said in a clause that tells of other things, and neither wishes nor corrects."""
    clause = _clause(sheet, one)
    if one.exact or clause is None or one.day is not None:
        return False
    others = [at for at in range(clause.start, clause.end) if not one.start <= at < one.end]
    heavy = [at for at in others if sheet.tokens[at].kind == "word" and not any(sheet.covered(n, at) for n in BESIDE)]
    said = (mark for name in _WISHES for mark in sheet.between(name, clause.start, clause.end))
    marks = (mark for mark in said if not sheet.covered("honorific", mark.start))
    wishes = any(not mark.sounds and mark.language in (sheet.language, Language.EN) for mark in marks)
    least = 1 if one.value in (calendar.PAST, sheet.context.today) else _HEAVY
    return len(heavy) >= least and not wishes


def _file(sheet: Sheet, one: Seen, value: date | str) -> None:
    sheet.found.bikram = one.bikram
    if not isinstance(value, date):
        sheet.found.invalid[Field.EVENT_DATE] = value
    elif one.unsure:
        sheet.found.unsure[Field.EVENT_DATE] = value.isoformat()
    else:
        sheet.found.fields[Field.EVENT_DATE] = value.isoformat()


def _choose(sheet: Sheet, strong: list[Seen]) -> date | str:
    last = strong[-1]
    before = strong[-2] if len(strong) > 1 else None
    if before and last.value != before.value:
        in_a_day_or_two = before.end == last.start and sheet.at("day", before.start) and sheet.at("hence", last.end)
        if in_a_day_or_two or _are_joined(sheet, before.end, last.start):
            return calendar.VAGUE
    return last.value


def _are_joined(sheet: Sheet, end: int, start: int) -> bool:
    """ "Friday or Saturday", "25 to 28 December", "25 और 26": neither alone is meant."""
    if not 0 < start - end <= 2 * _BETWEEN:
        return False
    between = [at for at in range(end, start) if sheet.owner[at] != Field.EVENT_TIME]
    if len(between) > _BETWEEN or not any(joins(sheet, at) for at in between):
        return False
    if any(sheet.at("both", at) for at in between) and any(sheet.at("want", at) for at in between):
        return False  # "it is on the 6th and I want the 5th"
    light = all(joins(sheet, at) or any(sheet.covered(name, at) for name in _BETWEEN_ENDS) for at in between)
    return light and not _is_moved_from(sheet, between)


def _is_moved_from(sheet: Sheet, between: Sequence[int]) -> bool:
    """ "Change it from the 15th to the 17th", "15 se 17 kar do": the second is what is wanted."""
    moved = any(sheet.has(name) for name in ("change", "instead", "makes"))
    return moved and any(sheet.at("range", at) for at in between)


def _without_doubles(sheet: Sheet, seen: list[Seen]) -> list[Seen]:
    """Overlaps keep the longer; of neighbours ("Saturday, 26 December", "tomorrow 22/11") the exact one."""
    kept: list[Seen] = []
    for one in seen:
        last = kept[-1] if kept else None
        if last is None:
            kept.append(one)
        elif one.start < last.end:
            if one.end - one.start > last.end - last.start:
                kept[-1] = one
        elif (both := _together(sheet, last, one)) is not None:
            kept[-1] = both
        else:
            kept.append(one)
    return kept


def _together(sheet: Sheet, last: Seen, one: Seen) -> Seen | None:
    """Two ways of naming one day beside each other, as one."""
    if one.weak or last.weak or _are_joined(sheet, last.end, one.start) or not _are_beside(sheet, last.end, one.start):
        return None
    if one.exact != last.exact:
        return replace(one if one.exact else last, start=last.start, end=one.end)
    for day, weekday in ((one, last), (last, one)):
        if day.day is not None and weekday.weekday is not None:
            value = calendar.weekday_the(sheet.context.today, weekday.weekday, day.day)
            return Seen(last.start, one.end, value, exact=True)
    if one.weekday is not None and isinstance(last.value, date) and last.value.weekday() == one.weekday:
        return replace(last, end=one.end)
    return None


def _are_beside(sheet: Sheet, end: int, start: int) -> bool:
    """At most one word or sign between; or both, the word being "a" or a linking one (", a Friday")."""
    light = all(sheet.tokens[at].text in (",", *ARTICLES) or sheet.at("link", at) for at in range(end, start))
    return start - end <= 1 or (start - end == 2 and light)


def _without_denied(sheet: Sheet, seen: list[Seen]) -> list[Seen]:
    """Drops "not the 25th" and "25 को नहीं", unless nothing else is said."""
    denied = [one for one in seen if _is_denied(sheet, one)]
    rest = [one for one in seen if one not in denied]
    if any(not one.weak for one in rest):
        for one in denied:
            sheet.claim(one.start, one.end, Field.EVENT_DATE)
        return rest
    return seen


def _is_denied(sheet: Sheet, one: Seen) -> bool:
    before = one.start
    if is_before(sheet, before - is_before(sheet, before, "the"), "over", "than"):
        return True  # "the 4th over the 3rd", "Friday is better than Thursday"
    while before > 0:
        if any(
            mark.end == before and mark.language is Language.EN for mark in sheet.between("not", before - 3, before)
        ):
            return True
        if not sheet.at("link", before - 1):
            break
        before -= 1
    behind = one.end
    while not sheet.at("rather", behind) and sheet.at("link", behind):
        behind += 1
    mark = sheet.at("not", behind)
    return sheet.at("rather", behind) is not None or (mark is not None and mark.language is not Language.EN)


def _in_the_month_spoken_of(sheet: Sheet, seen: list[Seen]) -> list[Seen]:
    """ "No, the 26th" keeps the month of the date that it corrects, or is the 26th that was offered in its place."""
    before, refused = sheet.context.collected.get(Field.EVENT_DATE), sheet.context.refused
    anchor: date | None = date.fromisoformat(before) if before else next(iter(refused), None)
    moved: list[Seen] = []
    for one in seen:
        if one.day is not None and anchor is not None:
            offered = next((day for day in refused[1:] if day.day == one.day), None)
            value = offered or calendar.settle(sheet.context.today, one.day, anchor.month, anchor.year)
            one = replace(one, value=value) if isinstance(value, date) else one
        anchor = one.value if isinstance(one.value, date) else anchor
        moved.append(one)
    return moved


def _is_ordered(sheet: Sheet, one: Seen, clause: Clause) -> bool:
    """ "Facial for 2 people tomorrow 5 pm how much": an order, and what it costs."""
    if sheet.has("opening", clause.start, clause.end) or sheet.has("asks", clause.start, one.start):
        return False
    hour = any(sheet.owner[at] == Field.EVENT_TIME for at in range(clause.start, clause.end))
    told = one.start > clause.start and (hour or sheet.has("people", clause.start, clause.end))
    return told and sheet.has("asks", one.end, clause.end)


def _only_asked_about(sheet: Sheet, one: Seen) -> bool:
    """In a question that carries no wish ("are you open on Sundays?")."""
    clause = sheet.clause_at(one.start)
    if clause is None or not sheet.worded[clause]:
        return False
    bounds = sheet.clauses[clause]
    if question.counts(sheet, bounds) or sheet.has("asks_for", bounds.start, bounds.end):
        return False
    # Where the day is asked, "would the 5th be a problem?" proposes it.
    if _is_ordered(sheet, one, bounds):
        return False
    facts = any(sheet.has(name, bounds.start, bounds.end) for name in ("opening", "fact", "promises"))
    return facts or sheet.asked is not Field.EVENT_DATE
