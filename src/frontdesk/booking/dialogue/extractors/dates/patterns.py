"""Every day that a message names in words, in its order: which way of naming is tried before which."""

from collections.abc import Callable

from frontdesk.booking.dialogue.extractors.dates import anchored as date_anchored
from frontdesk.booking.dialogue.extractors.dates import day as date_day
from frontdesk.booking.dialogue.extractors.dates import named as date_named
from frontdesk.booking.dialogue.extractors.dates import reckoned as date_reckoned
from frontdesk.booking.dialogue.extractors.dates import relative as date_relative
from frontdesk.booking.dialogue.extractors.dates.seen import ARTICLES, Seen
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet

# Only at these may a date begin, or at a number.
_OPENERS = (
    "number", "ordinal", "month", "shift", "weekday", "day", "ahead", "date_word", "festival", "vague", "calendar",
    "anchor", "after_that", "final", "exactly", "weekday_short",
)  # fmt: skip
# More days than this stand in no message that a person wrote.
_MOST = 50
# Nor so many words that a day could begin with.
_MOST_TRIED = 150
# A number with none of these near is a day of the month, or no date at all.
_BESIDE_NUMBERS = (
    "month", "calendar", "unit", "unit_hence", "shift", "weekday", "date_word", "festival", "day", "final", "ordinal",
    "weekday_short",
)  # fmt: skip
_NEAR = 4
# "The same day next week" is no "this week".
_SHORT_PHRASE = 3
# Those that stand for themselves; the others may be reckoned from.
_WHOLE: tuple[Callable[[Sheet, int], Seen | None], ...] = (
    date_reckoned.nth_of_month, date_reckoned.weekday_by_base, date_reckoned.from_base, date_anchored.later_than_agreed,
)  # fmt: skip
_PLAIN: tuple[Callable[[Sheet, int], Seen | None], ...] = (
    date_named.texted, date_named.in_shifted_year, date_named.holiday, date_named.day_then_month, date_relative.weekday,
    date_relative.shifted, date_named.month_then_day, date_relative.counted, date_relative.relative,
    date_named.of_another_calendar, date_day.day_alone, date_named.vague,
)  # fmt: skip

# So many figures with no word of days beside them are tried; no customer writes more.
_MOST_BARE = 60


def find(sheet: Sheet) -> list[Seen]:
    seen: list[Seen] = []
    openers = {place for category in _OPENERS for place in sheet.marks.get(category, ())}
    dated = {place for category in _BESIDE_NUMBERS for place in sheet.marks.get(category, ())}
    place = tried = bare = 0
    while place < len(sheet.tokens) and len(seen) < _MOST and tried < _MOST_TRIED:
        one = None
        if not sheet.owner[place]:
            tried += place in openers
            if place in openers or (_counts(sheet, place) and not dated.isdisjoint(range(place, place + _NEAR))):
                one = _first(sheet, place, seen[-1] if seen else None)
            elif sheet.tokens[place].kind == "number" and bare < _MOST_BARE:
                bare += 1
                one = _bare(sheet, place)
            elif sheet.at("unit", place):
                one = date_reckoned.nth_of_month(sheet, place) or date_reckoned.from_base(sheet, place)
        if one is not None and sheet.is_free(one.start, one.end):
            seen.append(one)
            place = one.end
        else:
            place += 1
    return seen


def _counts(sheet: Sheet, place: int) -> bool:
    token = sheet.tokens[place]
    return token.kind == "number" or token.text in ARTICLES


def _bare(sheet: Sheet, place: int) -> Seen | None:
    one = date_named.texted(sheet, place) or date_day.day_alone(sheet, place)
    return date_reckoned.near(sheet, one) if one else None


def _first(sheet: Sheet, place: int, before: Seen | None) -> Seen | None:
    if one := date_anchored.anchored(sheet, place, before):
        return one
    phrase = sheet.at("day", place)
    if phrase is not None and phrase.end - place > _SHORT_PHRASE:
        return date_reckoned.near(sheet, one) if (one := date_relative.relative(sheet, place)) else None
    for pattern in _WHOLE:
        if one := pattern(sheet, place):
            return one
    for pattern in _PLAIN:
        if one := pattern(sheet, place):
            if pattern is date_relative.counted:
                return one
            moved = date_reckoned.behind_base(sheet, one)
            return moved if moved is not one else date_reckoned.near(sheet, one)
    return None
