"""Which of the days that a message names is meant as the day of the event."""

from dataclasses import replace
from datetime import date

from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates.seen import BESIDE, Seen, skip, stands_apart
from frontdesk.booking.dialogue.extractors.message.lexicon import endings
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.wishes import question
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# A message this short is not small talk about today's weather.
_SHORT = 3
_GREETS = 4
_NOON = 12
_FIRM_WISHES = ("want", "makes")
_WISHES = ("want", "instead", "offers", "makes", "answer")
# So many words of weight make a clause that tells something else.
_HEAVY = 2


def in_its_tense(sheet: Sheet, one: Seen) -> Seen:
    """ "Kal" and "parso" lie behind us where the verb does ("kal kisne jeeta tha"), not in "kal aana tha"."""
    mark, clause = sheet.at("day", one.start), _clause(sheet, one)
    if mark is None or clause is None or mark.language is Language.EN or one.value == sheet.context.today:
        return one
    wishing = endings("infinitive_ending")
    for verb in sheet.between("was", one.end, clause.end):
        if verb.language is mark.language and not sheet.tokens[verb.start - 1].text.casefold().endswith(wishing):
            return replace(one, value=calendar.PAST)
    return one


def _is_looked_up(sheet: Sheet, clause: Clause) -> bool:
    """What was then is to be shown, told or changed: "pichle hafte ke messages dikhao"."""
    if sheet.language is Language.EN:
        return False
    if sheet.has("apart", clause.start, clause.end) and not sheet.has("requests", clause.start, clause.end):
        return False
    asks = sheet.has("asks", clause.start, clause.end) and sheet.has("was", clause.start, clause.end)
    return asks or any(sheet.has(name, clause.start, clause.end) for name in ("requests", "makes"))


def is_spoken_of(sheet: Sheet, one: Seen) -> bool:
    """As the day of the event: not as a part of a name or an address, nor in passing ("I'll tell you tomorrow")."""
    if sheet.asked in (Field.ADDRESS, Field.NAME) and not (one.day is not None and sheet.at("date_word", one.start)):
        if not (stands_apart(sheet, one) or sheet.is_asked_about(one.start) or _is_sure_aside(sheet, one)):
            return False
        return sheet.asked is Field.NAME or one.exact or _is_all(sheet, one)
    if _is_wished(sheet, one) or _is_nowadays(sheet, one):
        return False
    clause = _clause(sheet, one)
    if one.weak and clause and sheet.asked is None and sheet.has("weather", clause.start, clause.end):
        return _is_wish(sheet, clause)
    if one.exact and clause is not None and _is_told_of(sheet, one, clause):
        return False
    if one.weak and clause is not None and sheet.asked is None and _is_long_ago(sheet, one, clause):
        return False
    if one.exact or one.weak:
        return True
    if one.value == calendar.PAST and clause is not None and _is_looked_up(sheet, clause):
        return True
    if clause is not None and _is_of_something_else(sheet, clause):
        return False
    if sheet.asked is Field.EVENT_DATE or not any(sheet.at(name, one.start) for name in ("day", "shift")):
        return True
    weather = clause is not None and sheet.has("weather", clause.start, clause.end) and not _asks(sheet, one)
    about_today = one.value == sheet.context.today or weather
    chat = one.value == calendar.PAST or (about_today and not _is_wish(sheet, clause))
    told = clause is not None and sheet.has("requests", clause.start, clause.end) and one.value != calendar.PAST
    return not chat or told or stands_apart(sheet, one)


def _is_told_of(sheet: Sheet, one: Seen, clause: Clause) -> bool:
    """ "Christmas ki photos dikhao jo kheenchi thi": a feast that is over, of which something is to be shown."""
    told = sheet.at("festival", one.start) is not None and sheet.has("was", clause.start, clause.end)
    return told and _is_looked_up(sheet, clause) and not sheet.has("want", clause.start, clause.end)


def _is_long_ago(sheet: Sheet, one: Seen, clause: Clause) -> bool:
    """ "तीन साल पहले हुई थी"."""
    ago = any(sheet.covered("earlier", at) for at in range(one.start, min(one.end + 1, clause.end)))
    return ago and sheet.has("was", one.end, clause.end)


def _is_wished(sheet: Sheet, one: Seen) -> bool:
    """Happy new year, have a nice weekend, दिवाली की शुभकामनाएँ."""
    greets = sheet.between("greets", one.start - _GREETS, one.start)
    if any(mark.end == one.start and not mark.sounds for mark in greets):
        return True
    return sheet.at("greeted", skip(sheet, one.end, "link")) is not None


def _is_nowadays(sheet: Sheet, one: Seen) -> bool:
    """ "Aaj kal bahut busy hu"; where the day is asked it is between two."""
    days = [at for at in range(one.start, one.end) if sheet.at("day", at)]
    return one.weak and sheet.asked is not Field.EVENT_DATE and len(days) > 1


def _is_of_something_else(sheet: Sheet, clause: Clause) -> bool:
    """A promise, or a call, a reply or a thing of the past ("kal phone kiya tha") beside which nothing is wanted."""
    if sheet.has("promises", clause.start, clause.end):
        return True
    apart = sheet.has("apart", clause.start, clause.end)
    return apart and not any(sheet.has(name, clause.start, clause.end) for name in ("want", "asks_for", "offers"))


def _is_sure_aside(sheet: Sheet, one: Seen) -> bool:
    """Day and month are no name; nor is a day beside an hour, or weighed against another ("उद्या नाही परवा येतो")."""
    clause = _clause(sheet, one)
    weighed = clause is not None and (
        sheet.has("not", clause.start, clause.end)
        or sheet.has("want", clause.start, clause.end)
        or Field.EVENT_TIME in sheet.owner[clause.start : clause.end]
    )
    return sheet.asked is Field.NAME and (one.exact or weighed)


def _is_all(sheet: Sheet, one: Seen) -> bool:
    """The message says nothing else of weight: "budhabare, Jhapa" is a place."""
    clause = _clause(sheet, one)
    words = (at for at, token in enumerate(sheet.tokens) if token.kind != "mark" and not sheet.owner[at])
    return clause is None or all(
        clause.start <= at < clause.end or any(sheet.covered(name, at) for name in BESIDE) for at in words
    )


def _asks(sheet: Sheet, one: Seen) -> bool:
    number = sheet.clause_at(one.start)
    return number is not None and sheet.worded[number]


def _is_wish(sheet: Sheet, clause: Clause | None) -> bool:
    """Something is wanted or offered there, so that "today" is no small talk about the weather."""
    start, end = (clause.start, clause.end) if clause else (0, len(sheet.tokens))
    if any(sheet.has(name, start, end) for name in ("want", "offers", "part", "clock", "change", "asks_for")):
        return True
    if end - start <= _SHORT and not sheet.has("weather", start, end):
        return True
    return any(start <= at < end for at in sheet.once(_wishing))


def _wishing(sheet: Sheet) -> tuple[int, ...]:
    """Verbs that wish by the way they end ("करायचंय")."""
    tails = endings("wish_ending")
    return tuple(at for at, token in enumerate(sheet.tokens) if token.text.casefold().endswith(tails))


def _clause(sheet: Sheet, one: Seen) -> Clause | None:
    number = sheet.clause_at(one.start)
    return None if number is None else sheet.clauses[number]


def without_echoes(strong: list[Seen]) -> list[Seen]:
    """ "Eleventh of March, that's a Thursday, right?": the weekday of a day that was named."""
    named = {one.value.weekday() for one in strong if one.exact and isinstance(one.value, date)}
    return [one for one in strong if one.weekday is None or one.weekday not in named]


def without_hours(sheet: Sheet, seen: list[Seen]) -> list[Seen]:
    """ "Friday after office hours, say 7": beside another day a bare number up to twelve is an hour."""
    whole = [one for one in seen if one.value != calendar.PAST and _is_no_figure(sheet, one)]
    if not whole or any(sheet.has(name) for name in ("instead", "not")):
        return seen
    return [one for one in seen if one in whole or not _is_bare_hour(sheet, one)]


def _is_no_figure(sheet: Sheet, one: Seen) -> bool:
    """A weekday, tomorrow, 26 December, the twelfth: no figure that could be an hour."""
    ordinal = any(sheet.at(name, at) for name in ("ordinal", "nth", "date_word") for at in range(one.start, one.end))
    return one.exact or one.day is None or ordinal


def _is_bare_hour(sheet: Sheet, one: Seen) -> bool:
    token = sheet.tokens[one.start]
    return one.end - one.start == 1 and token.kind == "number" and int(token.text) <= _NOON


def without_asides(sheet: Sheet, strong: list[Seen]) -> list[Seen]:
    """ "Day after tomorrow if possible, she only lands tomorrow night": what is told around the day is not the day."""
    kept: list[Seen] = []
    for one in strong:
        apart = kept and sheet.clause_at(kept[-1].start) != sheet.clause_at(one.start)
        given_up = len(kept) > 1 and one.value == kept[-2].value
        if not (apart and is_aside(sheet, one, again=given_up)):
            kept.append(one)
    return kept


def is_aside(sheet: Sheet, one: Seen, *, again: bool = False) -> bool:
    """Said in a clause that tells of other things, and neither wishes nor corrects; `again` if given up before."""
    clause = _clause(sheet, one)
    if one.exact or clause is None:
        return False
    told = again or sheet.has("was", clause.start, clause.end)
    if one.day is not None and not told:
        return False
    others = [at for at in range(clause.start, clause.end) if not one.start <= at < one.end]
    heavy = [at for at in others if sheet.tokens[at].kind == "word" and not any(sheet.covered(n, at) for n in BESIDE)]
    wishing = (*_FIRM_WISHES, "instead") if told else _WISHES
    said = (mark for name in wishing for mark in sheet.between(name, clause.start, clause.end))
    # "Not" sets right as well, and tells what went wrong.
    light = ("honorific", "not") if told else ("honorific",)
    marks = (mark for mark in said if not any(sheet.at(name, mark.start) for name in light))
    wishes = any(not mark.sounds and mark.language in (sheet.language, Language.EN) for mark in marks)
    least = 1 if told or one.value in (calendar.PAST, sheet.context.today) else _HEAVY
    return len(heavy) >= least and not wishes


def _is_ordered(sheet: Sheet, one: Seen, clause: Clause) -> bool:
    """ "Facial for 2 people tomorrow 5 pm how much": an order, and what it costs."""
    if sheet.has("opening", clause.start, clause.end) or sheet.has("asks", clause.start, one.start):
        return False
    hour = any(sheet.owner[at] == Field.EVENT_TIME for at in range(clause.start, clause.end))
    told = one.start > clause.start and (hour or sheet.has("people", clause.start, clause.end))
    return told and sheet.has("asks", one.end, clause.end)


def only_asked_about(sheet: Sheet, one: Seen) -> bool:
    """In a question that carries no wish ("are you open on Sundays?")."""
    clause = sheet.clause_at(one.start)
    if clause is None or not sheet.worded[clause]:
        return False
    bounds = sheet.clauses[clause]
    if sheet.has("recurring", one.start, bounds.end) or sheet.has("recurring", bounds.start, one.start):
        return True
    if question.counts(sheet, bounds) or sheet.has("asks_for", bounds.start, bounds.end):
        return False
    if one.value == calendar.PAST and _is_looked_up(sheet, bounds):
        return False
    if _is_ordered(sheet, one, bounds) or question.is_open(sheet, bounds, one.start, one.end):
        return False
    # "Would the 5th be a problem?" proposes it.
    return any(sheet.has(name, bounds.start, bounds.end) for name in ("opening", "fact", "promises"))
