"""The address, taken as it is written; what the other extractors have found at its ends is left out."""

from frontdesk.booking.dialogue.extractors.sheet import Clause, Sheet
from frontdesk.booking.dialogue.state import Field

_SHORTEST, _LONGEST = 5, 300
_SHORTEST_CITY = 3
_OTHERS = frozenset(
    {Field.EMAIL.value, Field.PHONE.value, Field.NAME.value, Field.PINCODE.value, Field.SERVICE_COUNTRY.value}
)
_DATES = frozenset({Field.EVENT_DATE.value, Field.EVENT_TIME.value})
# Words that a clause of other values may hold beside them.
_LIGHT = ("label", "copula", "filler", "link", "date_word", "answer", "not", "change", "instead", "both", "intro")
_NO_ADDRESS = ("hostile", "refusal", "small_talk")


def find(sheet: Sheet) -> None:
    if Field.ADDRESS.value in sheet.owner or any(sheet.has(category) for category in _NO_ADDRESS):
        # The line of a form has settled it.
        return
    start = _introduced(sheet)
    if start is not None:
        _take(sheet, start, _end_of_labelled(sheet, start))
    elif sheet.asked is Field.ADDRESS:
        _answer(sheet)
    else:
        _by_shape(sheet)


def _introduced(sheet: Sheet) -> int | None:
    """Behind "my address is", "address:" or "I live at"."""
    for category in ("address_intro", "label"):
        for at, mark in sheet.marks.get(category, {}).items():
            if category == "label" and mark.value != Field.ADDRESS:
                continue
            if sheet.is_asked_about(at):
                continue
            behind = mark.end
            signed = False
            while behind < len(sheet.tokens) and (sheet.tokens[behind].text in ":-–=" or sheet.at("copula", behind)):
                copula = sheet.at("copula", behind)
                behind, signed = copula.end if copula else behind + 1, True
            intro = category == "address_intro" or signed or sheet.asked is Field.ADDRESS
            if intro and behind < len(sheet.tokens) and not sheet.has("change", max(0, at - 3), behind + 2):
                return behind
    return None


def _end_of_labelled(sheet: Sheet, start: int) -> int:
    """Up to the next field's label, the next line of a form that is no part of it, or the end of the sentence."""
    end = start
    own = sheet.clause_at(start)
    sentence = sheet.clauses[own].sentence if own is not None else 0
    for clause in sheet.clauses:
        if clause.end <= start:
            continue
        begins = max(clause.start, start)
        new = clause.start > start
        if new and (clause.sentence != sentence and not _goes_on(sheet, clause)):
            break
        if new and (
            sheet.at("label", clause.start) or sheet.is_asked_about(clause.start) or _is_foreign(sheet, clause)
        ):
            break
        cut = next((at for at in range(begins, clause.end) if _opens_other(sheet, at)), None)
        if cut is not None:
            return cut
        end = clause.end
    return end


def _opens_other(sheet: Sheet, at: int) -> bool:
    label = sheet.at("label", at)
    return label is not None and label.value in (Field.PHONE, Field.EMAIL, Field.NAME, Field.EVENT_DATE) and at > 0


def _goes_on(sheet: Sheet, clause: Clause) -> bool:
    """A next line that still looks like an address."""
    return _has_signs(sheet, clause.start, clause.end) and not _is_foreign(sheet, clause)


def _is_foreign(sheet: Sheet, clause: Clause) -> bool:
    """Other fields' values, with nothing beside them but their labels and words without weight."""
    owners = set(sheet.owner[clause.start : clause.end]) & (_OTHERS | _DATES)
    if not owners - {Field.PINCODE.value, Field.SERVICE_COUNTRY.value}:
        return False
    return all(any(sheet.covered(category, at) for category in _LIGHT) for at in sheet.free(clause.start, clause.end))


def _answer(sheet: Sheet) -> None:
    """Asked for: the first stretch that is no question, answer or other value, and can be a place at all."""
    for start, end in _stretches(sheet):
        while start < end and (_leads_in(sheet, start) or sheet.tokens[start].text in ",-:"):
            start += 1
        if _is_placelike(sheet, start, end):
            _take(sheet, start, end)
            return


def _leads_in(sheet: Sheet, at: int) -> bool:
    """ "Yes", "ok", and the "I" of "मैं लखनऊ में रहती हूँ"."""
    weak = sheet.at("intro_weak", at)
    return bool(sheet.at("answer", at)) or (weak is not None and weak.language != "en")


def _stretches(sheet: Sheet) -> list[tuple[int, int]]:
    """Runs of clauses that may belong to one address: of one sentence, or lines that go on."""
    runs: list[tuple[int, int]] = []
    before: Clause | None = None
    for clause, asks in zip(sheet.clauses, sheet.asking, strict=True):
        if asks or _is_only_answer(sheet, clause) or _is_foreign(sheet, clause):
            before = None
            continue
        joined = before is not None and (
            before.sentence == clause.sentence or before.closes == "\n" or _has_signs(sheet, clause.start, clause.end)
        )
        if joined and runs:
            runs[-1] = (runs[-1][0], clause.end)
        else:
            runs.append((clause.start, clause.end))
        before = clause
    return runs


def _is_only_answer(sheet: Sheet, clause: Clause) -> bool:
    light = ("answer", "filler", "intent", "not")
    free = list(sheet.free(clause.start, clause.end))
    return all(
        sheet.tokens[at].kind == "word" and any(sheet.covered(category, at) for category in light) for at in free
    )


def _is_placelike(sheet: Sheet, start: int, end: int) -> bool:
    """Signs of an address, or words that are no everyday talk."""
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word"]
    if not words:
        return False
    if any(sheet.covered(category, at) for at in words for category in ("want", "talk", "person", "intent")):
        return _has_signs(sheet, start, end) and not any(sheet.covered("speaks", at) for at in words)
    common = [
        at for at in words if any(sheet.covered(category, at) for category in ("speaks", "also", "answer", "filler"))
    ]
    if _has_signs(sheet, start, end):
        return len(common) <= len(words) * 0.7
    return len(common) <= len(words) * 0.4


def _has_signs(sheet: Sheet, start: int, end: int) -> bool:
    return any(sheet.has(category, start, end) for category in ("place", "city"))


def _by_shape(sheet: Sheet) -> None:
    """Unasked: clauses that hold address words or cities beside proper names, with their neighbours."""
    marked = [
        clause
        for clause in sheet.clauses
        if _has_signs(sheet, clause.start, clause.end) and _is_bare_place(sheet, clause)
    ]
    if not marked:
        return
    first = last = sheet.clauses.index(marked[0])
    while first > 0 and sheet.clauses[first - 1].closes == "," and _is_bare_place(sheet, sheet.clauses[first - 1]):
        first -= 1
    while (
        last + 1 < len(sheet.clauses)
        and sheet.clauses[last].closes == ","
        and _is_bare_place(sheet, sheet.clauses[last + 1])
    ):
        last += 1
    start, end = sheet.clauses[first].start, sheet.clauses[last].end
    strong = last > first or sheet.has("place", start, end)
    digits = any(sheet.tokens[at].kind == "number" for at in range(start, end))
    words = sum(1 for _ in sheet.free(start, end))
    if strong and words >= 2 and (last > first or digits or words >= 2):
        _take(sheet, start, end)


def _is_bare_place(sheet: Sheet, clause: Clause) -> bool:
    """A clause of proper names, numbers and address words alone."""
    if sheet.is_asked_about(clause.start):
        return False
    blocked = ("speaks", "answer", "intent", "want", "label", "refusal", "person", "day", "weekday", "month", "people")
    free = list(sheet.free(clause.start, clause.end))
    owned = {sheet.owner[at] for at in range(clause.start, clause.end)} - {
        "",
        Field.PINCODE.value,
        Field.SERVICE_COUNTRY.value,
    }
    return bool(free) and not owned and not any(_is_talk(sheet, at, blocked) for at in free)


def _is_talk(sheet: Sheet, at: int, blocked: tuple[str, ...]) -> bool:
    if sheet.covered("place", at) or sheet.covered("city", at):
        return False
    return any(sheet.covered(category, at) for category in blocked)


def _take(sheet: Sheet, start: int, end: int) -> None:
    """Files what is left when values, labels and copulas at both ends are cut; lines become commas."""
    start, end = _trimmed(sheet, start, end)
    value = ", ".join(" ".join(line.split()).strip(" ,") for line in sheet.quote(start, end).splitlines())
    shortest = _SHORTEST_CITY if sheet.has("city", start, end) else _SHORTEST
    if shortest <= len(value) <= _LONGEST:
        sheet.found.fields[Field.ADDRESS] = value
        for at in range(start, end):
            sheet.owner[at] = sheet.owner[at] or Field.ADDRESS


def _trimmed(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    while start < end and (
        sheet.owner[start] in _OTHERS or sheet.tokens[start].text in ",;:-–.|\n=" or sheet.at("copula", start)
    ):
        start += 1
    while end > start:
        last = end - 1
        verb = last > start and last + 1 < len(sheet.tokens) and _closes(sheet, last + 1) and sheet.at("link", last)
        loose = (
            bool(verb)
            or sheet.tokens[last].text in ",;:-–.|\n=(।"
            or bool(sheet.at("label", last))
            or _closes(sheet, last)
        )
        if loose or sheet.owner[last] in _OTHERS:
            end = last
        elif sheet.covered("label", last) and not sheet.owner[last]:
            end = next((at for at, mark in sheet.marks["label"].items() if mark.start <= last < mark.end), last)
        else:
            break
    return start, end


def _closes(sheet: Sheet, at: int) -> bool:
    """The verb at the end of a sentence: है, हो, आहे; not the "is" inside one."""
    mark = sheet.at("copula", at) or sheet.at("lives", at)
    return (
        mark is not None
        and mark.language != "en"
        and (mark.language is sheet.language or len(sheet.tokens[at].text) > 2)
    )
