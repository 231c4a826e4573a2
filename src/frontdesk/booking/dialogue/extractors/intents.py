"""What a message wants apart from giving values: yes, no, cancel, a person, thanks."""

from frontdesk.booking.dialogue.extractors import question
from frontdesk.booking.dialogue.extractors.sheet import Clause, Mark, Sheet
from frontdesk.booking.dialogue.state import Field


def wanted(sheet: Sheet, intent: str) -> bool:
    """Said in a clause that neither asks nor denies it; asking us to do it counts ("can you cancel…")."""
    for clause, asks in zip(sheet.clauses, sheet.asking, strict=True):
        marks = [mark for mark in _within(sheet, clause, "intent") if mark.value == intent]
        if any(_denied(sheet, clause, mark) for mark in marks):
            continue
        for mark in marks:
            if intent == "human" and sheet.covered("small_talk", mark.start):
                continue  # "are you a human?"
            if intent == "human" and mark.end < clause.end and sheet.owner[mark.end] == Field.NAME:
                continue  # "call me Meera"
            if intent == "greeting" and mark.start != clause.start:
                continue
            if not asks or intent not in ("cancel", "restart", "go_on") or _is_request(sheet, clause):
                return True
    return False


def denied(sheet: Sheet, intent: str) -> bool:
    """ "Don't cancel"."""
    return any(
        _denied(sheet, clause, mark)
        for clause in sheet.clauses
        for mark in _within(sheet, clause, "intent")
        if mark.value == intent
    )


def human(sheet: Sheet) -> bool:
    """A set phrase, or a word for a person beside a word for talking, with nothing counted ("5 people")."""
    if wanted(sheet, "human"):
        return True
    for clause in sheet.clauses:
        talks = [mark for mark in _within(sheet, clause, "talk") if sheet.is_free(mark.start, mark.end)]
        people = [mark for mark in _within(sheet, clause, "person") if not _counted(sheet, mark)]
        if any(
            abs(talk.start - person.start) <= 6 and talk.start != person.start for talk in talks for person in people
        ):
            return _only_wants(sheet, clause, talks)
    return False


def _only_wants(sheet: Sheet, clause: Clause, talks: list[Mark]) -> bool:
    """ "Want" and "need" ask for a person only when no service is wanted in the same breath."""
    strong = any(
        sheet.tokens[mark.start].text.casefold() not in ("want", "need", "call", "reach", "contact") for mark in talks
    )
    return strong or not any(owner == Field.SERVICE for owner in sheet.owner[clause.start : clause.end])


def small_talk(sheet: Sheet) -> str | None:
    """What a clause says that is small talk and nothing else."""
    for clause in sheet.clauses:
        if value := question.small_talk(sheet, clause):
            return value
    return None


def confirm(sheet: Sheet) -> bool | None:
    """Yes or no at the head of a clause, the last one counting; a yes that is denied or followed by "but" is none."""
    result: bool | None = None
    for clause, asks in zip(sheet.clauses, sheet.asking, strict=True):
        answer = None if _has_own_wish(sheet, clause) else _answer(sheet, clause)
        if answer is None or (asks and answer):
            continue
        result = answer if result is None or not answer else result
    if result and sheet.has("but"):
        return None
    return result


def _has_own_wish(sheet: Sheet, clause: Clause) -> bool:
    """ "Cancel kar do": the words that could be a yes belong to another wish."""
    return any(mark.value in ("cancel", "restart", "resend", "human") for mark in _within(sheet, clause, "intent"))


def _answer(sheet: Sheet, clause: Clause) -> bool | None:
    marks = [
        mark
        for mark in _within(sheet, clause, "answer")
        if not sheet.owner[mark.start]
        and not _is_polite(sheet, clause, mark)
        and not sheet.covered("refusal", mark.start)
        and not _is_initial(sheet, mark.start)
    ]
    if not marks:
        return None
    first = marks[0]
    head = all(_is_light(sheet, at) for at in range(clause.start, first.start))
    tail = all(_is_light(sheet, at) for at in range(marks[-1].end, clause.end))
    whole = head and tail and all(_is_light(sheet, at) for at in range(first.end, marks[-1].start))
    denied = any(_denied(sheet, clause, mark) for mark in marks if mark.value == "yes")
    values = {mark.value for mark in marks}
    if "no" in values and (head or whole):
        return None if _is_idiom(sheet, clause, first) else False
    if values == {"yes"} and denied and (head or whole):
        return False
    if values == {"yes"} and (whole or (first.start == clause.start and _strong(sheet, first))):
        return True
    return None


def _is_polite(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """The "ji" of "namaste ji"."""
    return mark.start > clause.start and mark.end == mark.start + 1 and sheet.at("honorific", mark.start) is not None


def _is_initial(sheet: Sheet, at: int) -> bool:
    """The K of "R. K. Narayan"."""
    return len(sheet.tokens[at].text) == 1 and at + 1 < len(sheet.tokens) and sheet.tokens[at + 1].text == "."


def _strong(sheet: Sheet, mark: Mark) -> bool:
    """A yes that opens a longer clause must be more than a filler ("ok", "right", "जी")."""
    return not all(sheet.covered("filler", at) for at in range(mark.start, mark.end))


def _is_idiom(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """ "No idea", "no code": a no that belongs to the next word."""
    behind = mark.end
    if behind >= clause.end:
        return False
    return (
        any(sheet.at(category, mark.start) for category in ("refusal", "intent"))
        and sheet.tokens[mark.start].text.casefold() == "no"
    )


def _is_light(sheet: Sheet, at: int) -> bool:
    if sheet.tokens[at].kind != "word":
        return sheet.tokens[at].kind == "mark"
    return any(sheet.covered(category, at) for category in ("filler", "answer", "intent", "not", "honorific"))


def _denied(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """ "Don't cancel", "cancel nahi karna": a denial next to it that is not part of the phrase itself."""
    before = range(max(clause.start, mark.start - 3), mark.start)
    behind = range(mark.end, min(clause.end, mark.end + 2))
    if any(
        (found := sheet.at("not", at)) and sheet.tokens[at].text.isascii() and found.language == "en" for at in before
    ):
        return True
    return any((found := sheet.at("not", at)) and found.language != "en" for at in behind)


def _is_request(sheet: Sheet, clause: Clause) -> bool:
    """ "Can you cancel my booking?" asks for it; "what if I cancel?" asks about it."""
    head = [sheet.tokens[at].text.casefold() for at in range(clause.start, min(clause.end, clause.start + 3))]
    return head[:2] in (
        ["can", "you"],
        ["could", "you"],
        ["will", "you"],
        ["would", "you"],
        ["please", "can"],
        ["can", "u"],
    )


def _counted(sheet: Sheet, mark: Mark) -> bool:
    """ "For 5 people", "per person"."""
    before = sheet.tokens[mark.start - 1] if mark.start else None
    return before is not None and (
        before.kind == "number" or bool(sheet.at("number", mark.start - 1)) or before.text.casefold() in ("per", "each")
    )


def _within(sheet: Sheet, clause: Clause, category: str) -> list[Mark]:
    return sheet.between(category, clause.start, clause.end)
