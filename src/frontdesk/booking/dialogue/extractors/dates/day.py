"""A day of the month alone: the 26th, 26 तारीख, "25 को", a bare 26 where the date is asked."""

from functools import cache

from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates.seen import Seen, is_before, number_at, skip, stands_apart
from frontdesk.booking.dialogue.extractors.message import fold
from frontdesk.booking.dialogue.extractors.message.lexicon import lookup, single_words
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# A house number stands at most this many words before its street.
_STREET = 4
_LONGEST_MONTH = 31
_NOON = 12
# Number words that are mostly something else: "one", the "do" of "kar do", the "pehle" of "2 din pehle".
_SMALL_WORDS = ("filler", "answer", "also", "link")
# "So many pieces", or o'clock.
_COUNTED = ("টা", "টি", "টায়", "টার", "টে")
# Between a day that is denied and the one in its place.
_DENYING = ("not", "instead", "rather", "filler", "answer", "link")
# Before the last part of a date stand so many others: "8 दिसंबर को".
_OF_A_DATE = 2
# "The first works", but not "the first slot".
_BEHIND_DAYS = (
    "link", "date_word", "copula", "filler", "part", "want", "answer", "both", "either", "not", "day", "rather",
    "instead", "makes", "also", "month", "asks_for", "speaks", "on_day", "change", "shift",
)  # fmt: skip


def day_alone(sheet: Sheet, place: int) -> Seen | None:
    """The 26th, 26 तारीख, date 26; a bare 26 where the date is asked."""
    label = sheet.at("date_word", place)
    at = skip(sheet, label.end, "link", "copula", "filler", marks=":-") if label else place
    day = number_at(sheet, at)
    if day is None or not 1 <= day.value <= _LONGEST_MONTH or sheet.at("unit", day.end):
        return None
    month = behind_month_label(sheet, day.end)
    if sheet.at("month", month) and not sheet.at("modal", month):
        return None
    date_word = sheet.at("date_word", skip(sheet, day.end, "nth", "link"))
    end = date_word.end if date_word else day.end
    if not (label or date_word or _stands_for_day(sheet, day)):
        return None
    return Seen(place, end, calendar.day_of_month(sheet.context.today, day.value), day=day.value)


def _stands_for_day(sheet: Sheet, day: number.Number) -> bool:
    """Whether a lone number can mean a day of the month here."""
    otherwise = ("people", "clock", "money", "each", "place", "hours", "unit_hence")
    if any(sheet.at(category, day.end) for category in otherwise):
        return False
    if day.end < len(sheet.tokens) and sheet.tokens[day.end].text in (":", "/", "%"):
        return False
    if (day.digits and _is_glued(sheet, day.start)) or (not day.digits and _is_no_day_word(sheet, day)):
        return False
    if _is_bound(sheet, day):
        return False
    if sheet.asked is Field.EVENT_DATE:
        return not _is_house(sheet, day) and (not day.start or not sheet.at("option", day.start - 1))
    if day.digits and (_sets_right(sheet, day) or _is_event_moved(sheet, day)):
        return True
    corrects = Field.EVENT_DATE in sheet.context.collected and (day.ordinal or _is_said_of_date(sheet, day))
    if sheet.asked in (Field.SERVICE, Field.PACKAGE, Field.ADDRESS, Field.PHONE, Field.PINCODE):
        if sheet.asked is Field.SERVICE and day.ordinal and is_before(sheet, _without_article(sheet, day.start), "on"):
            return True
        apart = stands_apart(sheet, Seen(day.start, day.end, calendar.VAGUE))
        return corrects and sheet.has("instead") and apart
    if sheet.asked is None and day.digits and _is_day_by_its_link(sheet, day.end):
        return True
    moved = sheet.has("instead") or sheet.has("change")
    leads = is_before(sheet, day.start, "on", "the", "for") or _is_behind_weekday(sheet, day.start)
    leads = leads or _opens(sheet, day)
    # "The 26th" sets a booked day right, "the first" as well; "first" alone begins a story.
    return (corrects and day.digits) or (day.ordinal and (day.digits or corrects) and (moved or leads))


def _sets_right(sheet: Sheet, day: number.Number) -> bool:
    """The 10 of "December 8 नहीं 10": behind a day and month that is denied, with nothing else between or behind."""
    at = day.start - 1
    while at >= 0 and (sheet.tokens[at].text == "," or any(sheet.covered(name, at) for name in _DENYING)):
        at -= 1
    dated = range(max(at - _OF_A_DATE, 0), at + 1)
    if not any(sheet.at("month", one) for one in dated) or not any(sheet.tokens[one].kind == "number" for one in dated):
        return False
    if not any(sheet.covered(name, one) for name in ("not", "instead") for one in range(at + 1, day.start)):
        return False
    clause = sheet.clauses[sheet.clause_at(day.start) or 0]
    return day.end >= clause.end or any(sheet.covered(name, day.end) for name in _BEHIND_DAYS)


def _opens(sheet: Sheet, day: number.Number) -> bool:
    """ "9th it is", but not "3rd floor"."""
    clause = sheet.clause_at(day.start)
    if not day.digits or clause is None or sheet.clauses[clause].start != day.start:
        return False
    if any(sheet.at(name, day.end) for name in ("link", "counted")):
        return False  # "1st of all", "2nd time"
    return day.end == sheet.clauses[clause].end or any(sheet.covered(name, day.end) for name in _BEHIND_DAYS)


def _is_bound(sheet: Sheet, day: number.Number) -> bool:
    """The hour of "I work until 6" and of "8 baje wali meeting 9 pe kar do"."""
    if not day.digits or day.ordinal or day.value > _NOON:
        return False
    before, behind = sheet.at("bound", day.start - 1), sheet.at("bound", day.end)
    if before is not None and before.language is Language.EN:
        return True
    return behind is not None and behind.language is not Language.EN and Field.EVENT_TIME in sheet.owner


def _is_said_of_date(sheet: Sheet, day: number.Number) -> bool:
    """ "Date badal ke 27 kar do"."""
    clause = sheet.clause_at(day.start)
    if clause is None or not day.digits:
        return False
    start, end = sheet.clauses[clause].start, sheet.clauses[clause].end
    return sheet.has("date_word", start, day.start) and (
        sheet.has("change", start, end) or sheet.has("makes", start, end)
    )


def _is_event_moved(sheet: Sheet, day: number.Number) -> bool:
    """ "The event moved to the 17th", "function 17 ko shift ho gaya", whatever was asked."""
    clause = sheet.clauses[sheet.clause_at(day.start) or 0]
    if not (day.ordinal or sheet.at("on_day", day.end)) or not sheet.has("event", clause.start, day.start):
        return False
    return any(sheet.has(name, clause.start, clause.end) for name in ("change", "makes", "instead", "pushes"))


def _without_article(sheet: Sheet, place: int) -> int:
    return place - is_before(sheet, place, "the")


def _is_glued(sheet: Sheet, place: int) -> bool:
    """The 8 of "gr8"."""
    before = sheet.tokens[place - 1] if place else None
    return before is not None and before.kind == "word" and before.end == sheet.tokens[place].start


def _is_no_day_word(sheet: Sheet, day: number.Number) -> bool:
    """A number word that is mostly another word, or counts something (সাতটা, the first slot)."""
    if is_foreign(sheet, day) or any(
        sheet.covered(category, day.start) for category in ("earlier", "part", "rather", "surname")
    ):
        return True
    dated = ("weekday", "day", "nth", "date_word", "month")
    if sheet.at("not", day.start) and (
        any(sheet.covered(name, day.start - 1) for name in dated)
        or (day.start > 0 and sheet.tokens[day.start - 1].kind == "number")
    ):
        return True  # "রবিবার নয়": also the Bengali nine
    if not day.ordinal and any(sheet.covered(category, day.start) for category in _SMALL_WORDS):
        return True
    if day.ordinal and (is_before(sheet, day.start, "a", "one", "my", "his", "her") or sheet.at("counted", day.end)):
        return True
    if day.ordinal and day.end < len(sheet.tokens) and sheet.tokens[day.end].kind == "word":
        return not any(sheet.covered(category, day.end) for category in _BEHIND_DAYS)
    return not day.ordinal and sheet.tokens[day.start].text.endswith(_COUNTED)


def is_foreign(sheet: Sheet, day: number.Number) -> bool:
    """Another language's number word that only resembles this one: बारात is no बारा, "chai" no "chhoy"."""
    mark = None if day.digits else sheet.at("ordinal", day.start) or sheet.at("number", day.start)
    if mark is None:
        return False
    word = sheet.tokens[day.start].text
    if (day.ordinal and mark.language is Language.EN) or (not word.isascii() and sheet.at("date_word", day.end)):
        return False
    if word.isascii() and day.end - day.start == 1 and not is_listed(word, "number", "ordinal"):
        return True  # "chahte" is no six with an ending
    if mark.language in (sheet.language, Language.EN):
        return False
    return mark.sounds or not word.isascii()


def is_listed(word: str, *categories: str) -> bool:
    """As it is spelt, or by its sound; under no ending but that of an ordinal (teesvi)."""
    stems = [word[: -len(ending)] for ending in _spellings("nth") if word.endswith(ending)]
    return any(fold.loose(stem) in _sounds_of(category) for stem in (word, *stems) for category in categories)


@cache
def _spellings(category: str) -> tuple[str, ...]:
    return tuple(single_words(category))


@cache
def _sounds_of(category: str) -> frozenset[str]:
    return frozenset(fold.loose(word) for word in _spellings(category))


def _is_day_by_its_link(sheet: Sheet, place: int) -> bool:
    """The 25 of "25 को" and "31 ki raat"."""
    link = sheet.at("link", place)
    return sheet.at("on_day", place) is not None or (link is not None and sheet.at("part", link.end) is not None)


def _is_behind_weekday(sheet: Sheet, place: int) -> bool:
    return place > 0 and sheet.at("weekday", place - 1) is not None


def behind_month_label(sheet: Sheet, place: int) -> int:
    """ "Date 29, month December", "29 and the month is December"."""
    at = skip(sheet, place, "both", "link", marks=",\n")
    unit = sheet.at("unit", at)
    return skip(sheet, unit.end, "copula", "link", marks=":-") if unit and unit.value == "month" else place


def _is_house(sheet: Sheet, day: number.Number) -> bool:
    """The 12 of "12 MG Road" and "Ward 12"; in "26 को ठमेल" the word between says that a day is meant."""
    if day.ordinal or not day.digits:
        return False
    if day.start and sheet.covered("place", day.start - 1) and not sheet.covered("also", day.start - 1):
        return True
    clause = sheet.clause_at(day.start)
    end = min(day.end + _STREET, sheet.clauses[clause].end if clause is not None else day.end)
    if any(sheet.at(category, day.end) for category in ("link", "date_word", "filler", "copula") if day.end < end):
        return False
    if day.end < end and sheet.tokens[day.end].text[:1].isupper() and not lookup(sheet.tokens[day.end].text):
        end = len(sheet.tokens)
    return any(sheet.has(category, day.end, end) for category in ("place", "city"))
