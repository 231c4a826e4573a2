"""The day of the event, as people say it. Of several the last one wins: people correct themselves forwards."""

from dataclasses import replace
from datetime import date

from frontdesk.booking.dialogue.extractors import calendar, date_patterns, question
from frontdesk.booking.dialogue.extractors.date_patterns import Seen
from frontdesk.booking.dialogue.extractors.sheet import Sheet
from frontdesk.booking.dialogue.state import Field


def find(sheet: Sheet) -> None:
    """Claims every date-like stretch; files the last that counts."""
    seen = date_patterns.numeric(sheet) + date_patterns.worded(sheet)
    if sheet.asked in (Field.ADDRESS, Field.NAME):
        seen = [one for one in seen if date_patterns.stands_apart(sheet, one) or sheet.is_asked_about(one.start)]
    kept = _without_denied(sheet, _without_doubles(sorted(seen, key=lambda one: one.start)))
    for one in kept:
        sheet.claim(one.start, one.end, Field.EVENT_DATE)
    kept = _in_the_month_spoken_of(sheet, kept)
    meant = [one for one in kept if not _only_asked_about(sheet, one)]
    strong = [one for one in meant if not one.weak]
    if strong:
        _file(sheet, _choose(sheet, strong))
    elif meant:
        sheet.found.invalid[Field.EVENT_DATE] = calendar.VAGUE


def _file(sheet: Sheet, value: date | str) -> None:
    if isinstance(value, date):
        sheet.found.fields[Field.EVENT_DATE] = value.isoformat()
    else:
        sheet.found.invalid[Field.EVENT_DATE] = value


def _choose(sheet: Sheet, strong: list[Seen]) -> date | str:
    last = strong[-1]
    if len(strong) > 1:
        before = strong[-2]
        between = range(before.end, last.start)
        undecided = any(sheet.at("either", place) for place in between) and len(between) <= 3
        if undecided and before.value != last.value:
            return calendar.VAGUE
    return last.value


def _without_doubles(seen: list[Seen]) -> list[Seen]:
    """Overlaps keep the longer; of neighbours ("Saturday, 26 December", "tomorrow 22/11") the exact one."""
    kept: list[Seen] = []
    for one in seen:
        if kept and one.start < kept[-1].end:
            if one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
        elif kept and one.start - kept[-1].end <= 1 and one.exact != kept[-1].exact and not one.weak:
            better = one if one.exact else kept[-1]
            kept[-1] = Seen(kept[-1].start, one.end, better.value, exact=True)
        else:
            kept.append(one)
    return kept


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
    while before > 0:
        if any(mark.end == before and mark.language == "en" for mark in sheet.between("not", before - 3, before)):
            return True
        if not sheet.at("link", before - 1):
            break
        before -= 1
    behind = one.end
    while behind < len(sheet.tokens) and sheet.at("link", behind):
        behind += 1
    mark = sheet.at("not", behind)
    return mark is not None and not sheet.tokens[behind].text.isascii()


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


def _only_asked_about(sheet: Sheet, one: Seen) -> bool:
    """In a question that carries no wish ("are you open on Sundays?")."""
    clause = sheet.clause_at(one.start)
    return clause is not None and sheet.worded[clause] and not question.counts(sheet, sheet.clauses[clause])
