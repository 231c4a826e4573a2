"""The day of the event, as people say it. Of several the last one wins: people correct themselves forwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from frontdesk.booking.dialogue import bikram
from frontdesk.booking.dialogue.extractors.dates import calendar
from frontdesk.booking.dialogue.extractors.dates import figures as date_figures
from frontdesk.booking.dialogue.extractors.dates import meant as date_meant
from frontdesk.booking.dialogue.extractors.dates import patterns as date_patterns
from frontdesk.booking.dialogue.extractors.dates.seen import ARTICLES, Seen, is_before, joins
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# Between the two ends of a range stand at most this many words and signs ("25 दिसंबर से लेकर 28"), hours not counted.
_BETWEEN = 4
_FULL_STOPS = (".", "!", "?", "।")
_BETWEEN_ENDS = ("link", "date_word", "nth", "either", "range", "both", "filler", "part")


def find(sheet: Sheet) -> None:
    """Claims every date-like stretch; files the last that counts."""
    seen = date_figures.find(sheet) + date_patterns.find(sheet)
    seen = [date_meant.in_its_tense(sheet, one) for one in seen]
    seen = [one for one in seen if date_meant.is_spoken_of(sheet, one)]
    kept = _in_the_month_spoken_of(sheet, _without_doubles(sheet, sorted(seen, key=lambda one: one.start)))
    kept = _without_denied(sheet, kept)
    for one in kept:
        sheet.claim(one.start, one.end, Field.EVENT_DATE)
    meant = [one for one in date_meant.without_hours(sheet, kept) if not date_meant.only_asked_about(sheet, one)]
    strong = date_meant.without_asides(sheet, date_meant.without_echoes([one for one in meant if not one.weak]))
    strong = _without_booked(sheet, strong)
    if strong:
        _file(sheet, strong[-1], calendar.VAGUE if _trails_off(sheet, strong[-1], meant) else _choose(sheet, strong))
    elif meant:
        sheet.found.invalid[Field.EVENT_DATE] = calendar.VAGUE


def _without_booked(sheet: Sheet, strong: list[Seen]) -> list[Seen]:
    """ "Make it the 23rd, the 22nd is the sangeet": beside another day the one that stands already is what she leaves.

    Unless she comes back to it: "no, keep the 22nd".
    """
    booked = sheet.context.collected.get(Field.EVENT_DATE)
    if booked is None or len(strong) < 2 or str(strong[-1].value) != booked:
        return strong
    clause = sheet.clauses[sheet.clause_at(strong[-1].start) or 0]
    first, last = max(strong[-2].end, clause.start - 1), clause.end
    comes_back = any(sheet.has(name, first, last) for name in ("instead", "not", "want", "change", "only", "answer"))
    return strong if comes_back or _are_joined(sheet, strong[-2].end, strong[-1].start) else strong[:-1]


def _file(sheet: Sheet, one: Seen, value: date | str) -> None:
    sheet.found.bikram = one.bikram
    if not isinstance(value, date):
        sheet.found.invalid[Field.EVENT_DATE] = value
    elif one.unsure:
        sheet.found.unsure[Field.EVENT_DATE] = value.isoformat()
    else:
        sheet.found.fields[Field.EVENT_DATE] = value.isoformat()


def _trails_off(sheet: Sheet, one: Seen, meant: Sequence[Seen]) -> bool:
    """ "Bholi parsi tira": a day, and one that is only about then behind it; "10 na 11 tarikh, jani na"."""
    doubted = sheet.at("not", one.start - 1) is not None and sheet.tokens[one.start - 2].kind == "number"
    if doubted and "unknown" in (mark.value for mark in sheet.between("refusal", one.end, len(sheet.tokens))):
        return True
    return sheet.at("day", one.start) is not None and any(weak.weak and weak.start == one.end for weak in meant)


def _choose(sheet: Sheet, strong: list[Seen]) -> date | str:
    last = strong[-1]
    before = strong[-2] if len(strong) > 1 else None
    booked = sheet.context.collected.get(Field.EVENT_DATE)
    if before and last.value != before.value:
        if str(before.value) == booked and sheet.has("range", before.end, last.start):
            return last.value  # "from the 22nd to the 23rd" moves what is booked
        in_a_day_or_two = before.end == last.start and sheet.at("day", before.start) and sheet.at("hence", last.end)
        side_by_side = before.end == last.start and None not in (before.weekday, last.weekday)
        if in_a_day_or_two or side_by_side or _are_joined(sheet, before.end, last.start):
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
    moved = any(sheet.has(name) for name in ("change", "instead", "makes", "pushes"))
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
    if any(sheet.at(name, at) for name in ("not", "rather", "instead") for at in range(end, start)):
        return False
    if any(sheet.tokens[at].text in _FULL_STOPS for at in range(end, start)):
        return False
    light = all(sheet.tokens[at].text in (",", *ARTICLES) or sheet.at("link", at) for at in range(end, start))
    return start - end <= 1 or (start - end == 2 and light)


def _without_denied(sheet: Sheet, seen: list[Seen]) -> list[Seen]:
    """Drops "not the 25th" and "25 को नहीं", unless nothing else is said."""
    denied = [one for one in seen if _is_denied(sheet, one)]
    gone = {one.value for one in denied}
    rest = [
        one
        for one in seen
        if one not in denied and not (one.value in gone and date_meant.is_aside(sheet, one, again=True))
    ]
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


def _in_bikram_month(one: Seen, anchor: date) -> Seen:
    """ "पुस २५ होइन २४": the day of that month again."""
    month = bikram.of(anchor)
    value = bikram.gregorian(*month[:2], one.day or 0) if month else None
    return replace(one, value=value, bikram=True) if value else one


def _in_the_month_spoken_of(sheet: Sheet, seen: list[Seen]) -> list[Seen]:
    """ "No, the 26th" keeps the month of the date that it corrects, or is the 26th that was offered in its place."""
    before, refused = sheet.context.collected.get(Field.EVENT_DATE), sheet.context.refused
    anchor: date | None = date.fromisoformat(before) if before else next(iter(refused), None)
    moved: list[Seen] = []
    for one in seen:
        if one.day is not None and moved and moved[-1].bikram and isinstance(moved[-1].value, date):
            one = _in_bikram_month(one, moved[-1].value)
        elif one.day is not None and anchor is not None:
            offered = next((day for day in refused[1:] if day.day == one.day), None)
            value = offered or calendar.settle(sheet.context.today, one.day, anchor.month, anchor.year)
            one = replace(one, value=value) if isinstance(value, date) else one
        anchor = one.value if isinstance(one.value, date) else anchor
        moved.append(one)
    return moved
