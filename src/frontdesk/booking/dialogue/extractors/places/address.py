"""The address, taken as it is written; what the other extractors have found at its ends is left out."""

from frontdesk.booking.dialogue.extractors.message.lexicon import endings
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.places import run as address_run
from frontdesk.booking.dialogue.extractors.places.place import is_street
from frontdesk.booking.dialogue.extractors.places.said import (
    before_others,
    behind_change,
    behind_home,
    has_signs,
    introduced,
    is_shortened,
    wants_changed,
)
from frontdesk.booking.dialogue.state import Field

_SHORTEST, _LONGEST = 5, 300
_SHORTEST_CITY = 3
_OTHERS = frozenset(
    {Field.EMAIL.value, Field.PHONE.value, Field.NAME.value, Field.PINCODE.value, Field.SERVICE_COUNTRY.value}
)
_CASE = 2
_ON = frozenset({"on", "at", "by", "for", ","})
_DATES = frozenset({Field.EVENT_DATE.value, Field.EVENT_TIME.value})
# Words that a clause of other values may hold beside them.
_LIGHT = (
    "label",
    "copula",
    "filler",
    "link",
    "date_word",
    "answer",
    "not",
    "change",
    "instead",
    "both",
    "intro",
    "intro_weak",
)
_OKAY = frozenset({"ok", "okay", "k", "okk"})
_LEADS = ("answer", "lead", "particle", "write")
_NO_ADDRESS = ("hostile", "refusal", "small_talk")


def find(sheet: Sheet) -> None:
    if Field.ADDRESS.value in sheet.owner or any(sheet.has(category) for category in _NO_ADDRESS):
        # The line of a form has settled it.
        return
    start = introduced(sheet)
    if start is not None and _take(sheet, start, _end_of_labelled(sheet, start)):
        return
    if sheet.asked is Field.ADDRESS:
        _answer(sheet, 0)
    elif (changed := behind_change(sheet)) is not None:
        _answer(sheet, changed)
    elif sheet.asked is not Field.SERVICE_COUNTRY and not _by_shape(sheet) and (run := address_run.find(sheet)):
        _take(sheet, *run)


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
        short = new and is_shortened(sheet, clause.start - 2) and _is_bare_place(sheet, clause)
        if new and (clause.sentence != sentence and not (short or _goes_on(sheet, clause))):
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
    return has_signs(sheet, clause.start, clause.end) and not _is_foreign(sheet, clause)


def _is_foreign(sheet: Sheet, clause: Clause) -> bool:
    """Other fields' values, with nothing beside them but their labels and words without weight."""
    owners = set(sheet.owner[clause.start : clause.end]) & (_OTHERS | _DATES)
    if not owners - {Field.PINCODE.value, Field.SERVICE_COUNTRY.value}:
        return False
    return _only_light(sheet, clause)


def _answer(sheet: Sheet, first: int) -> None:
    """Asked for: the first stretch that is no question, answer or other value, and can be a place at all."""
    for start, end in _stretches(sheet, first):
        while start < end and (_leads_in(sheet, start) or sheet.tokens[start].text in ",-:"):
            start += 1
        end = _before_thanks(sheet, start, end)
        if _is_placelike(sheet, start, end) or (start := _later_start(sheet, start, end)):
            _take(sheet, start, end)
            return


def _before_thanks(sheet: Sheet, start: int, end: int) -> int:
    """ "… Kolkata 700091 thank you", "… New Delhi ok": courtesy behind an address."""
    polite = (mark for one in ("sign_off", "intent") for mark in sheet.between(one, start + 1, end))
    end = next((mark.start for mark in polite if mark.end == end), end)
    return end - 1 if end - start > 1 and sheet.tokens[end - 1].text.casefold() in _OKAY else end


def _later_start(sheet: Sheet, start: int, end: int) -> int:
    """ "Kanpur me hi hai, kidwai nagar, 128/45": a remark comes first; 0 if no clause behind it begins an address."""
    begins = (clause.start for clause in sheet.clauses if start < clause.start < end)
    return next((at for at in begins if has_signs(sheet, at, end) and _is_placelike(sheet, at, end)), 0)


def _leads_in(sheet: Sheet, at: int) -> bool:
    """ "Yes", "ok", "write:", and the "I" of "मैं लखनऊ में रहती हूँ"."""
    if sheet.tokens[at].kind == "mark":
        return False
    if (
        at + 1 < len(sheet.tokens)
        and sheet.tokens[at + 1].text in "./"
        and sheet.tokens[at + 1].start == sheet.tokens[at].end
    ):
        return False
    weak = sheet.at("intro_weak", at)
    if weak is not None and (weak.language != "en" or _is_place_next(sheet, weak.end)):
        return True
    if sheet.covered("note", at):
        return True
    return any((mark := sheet.at(category, at)) is not None and not mark.sounds for category in _LEADS)


def _is_place_next(sheet: Sheet, at: int) -> bool:
    """ "It's 14 Hill Road"."""
    return at < len(sheet.tokens) and (sheet.tokens[at].kind == "number" or has_signs(sheet, at, at + 1))


def _stretches(sheet: Sheet, first: int) -> list[tuple[int, int]]:
    """Runs of clauses that may belong to one address: of one sentence, or lines that go on."""
    runs: list[tuple[int, int]] = []
    before: Clause | None = None
    for number, clause in enumerate(sheet.clauses[first:], first):
        if _is_asking(sheet, number) or _is_beside(sheet, clause):
            before = None
            continue
        if before is not None and runs and _joins(sheet, before, clause):
            runs[-1] = (runs[-1][0], clause.end)
        else:
            runs.append((clause.start, clause.end))
        before = clause
    return runs


def _joins(sheet: Sheet, before: Clause, clause: Clause) -> bool:
    """Of one sentence, on the next line, or still an address by its words."""
    between = {token.text for token in sheet.tokens[before.end : clause.start]}
    if before.sentence == clause.sentence or "\n" in between or has_signs(sheet, clause.start, clause.end):
        return True
    return between == {"."} and is_shortened(sheet, before.end - 1) and _is_bare_place(sheet, clause)


def _is_asking(sheet: Sheet, number: int) -> bool:
    """A clause full of places asks only if it says so: "mandir k piche" is Hindi, "k" asks in Nepali."""
    clause = sheet.clauses[number]
    if not sheet.asking[number]:
        return False
    signs = len(sheet.between("place", clause.start, clause.end)) + len(sheet.between("city", clause.start, clause.end))
    return clause.closes == "?" or signs < 2 or sheet.at("opens", clause.start) is not None


def _is_beside(sheet: Sheet, clause: Clause) -> bool:
    return (
        _is_only_answer(sheet, clause)
        or _is_foreign(sheet, clause)
        or wants_changed(sheet, clause)
        or (_only_light(sheet, clause) and any(sheet.owner[clause.start : clause.end]))
    )


def _only_light(sheet: Sheet, clause: Clause) -> bool:
    free = sheet.free(clause.start, clause.end)
    return all(any(sheet.covered(category, at) for category in (*_LIGHT, "particle", "stop")) for at in free)


def _is_only_answer(sheet: Sheet, clause: Clause) -> bool:
    light = ("answer", "filler", "intent", "not")
    free = list(sheet.free(clause.start, clause.end))
    return all(
        sheet.tokens[at].kind == "word" and any(sheet.covered(category, at) for category in light) for at in free
    )


def _is_placelike(sheet: Sheet, start: int, end: int) -> bool:
    """Signs of an address, or words that are no everyday talk."""
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word"]
    if not words or _is_later(sheet, start, end):
        return False
    plain = [at for at in words if not sheet.covered("place", at) and not sheet.covered("city", at)]
    if any(sheet.covered(category, at) for at in plain for category in ("want", "talk", "person", "intent")):
        return has_signs(sheet, start, end) and not any(sheet.covered("speaks", at) for at in words)
    common = [
        at for at in words if any(sheet.covered(category, at) for category in ("speaks", "also", "answer", "filler"))
    ]
    if has_signs(sheet, start, end):
        return len(common) <= len(words) * 0.7
    return len(common) <= len(words) * 0.4


def _is_later(sheet: Sheet, start: int, end: int) -> bool:
    """ "लोकेसन पछि पठाइदिन्छु", "ghar pe puchke batati hu": no place yet."""
    digits = any(sheet.tokens[at].kind == "number" for at in range(start, end))
    if digits or sheet.has("city", start, end):
        return False
    last = sheet.tokens[end - 1].text.casefold()
    return sheet.has("later", start, end) or sheet.has("undecided", start, end) or last.endswith(endings("verb_ending"))


def _by_shape(sheet: Sheet) -> bool:
    """Unasked: clauses that hold address words or cities beside proper names, with their neighbours."""
    marked = [
        clause
        for clause in sheet.clauses
        if has_signs(sheet, clause.start, clause.end) and _is_bare_place(sheet, clause)
    ]
    if not marked:
        return False
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
    digits = any(sheet.tokens[at].kind == "number" and not sheet.owner[at] for at in range(start, end))
    signs = sum(
        not _is_ordinal(sheet, mark.start) for one in ("place", "city") for mark in sheet.between(one, start, end)
    )
    words = sum(not _is_case(sheet, at) for at in sheet.free(start, end))
    sure = (digits and signs > 0) or signs > 1 or (last > first and words > 2)
    named = last > first or sheet.has("place", start, end) or len(sheet.between("city", start, end)) > 1
    return words >= 2 and sure and named and not _is_later(sheet, start, end) and _take(sheet, start, end)


def _is_case(sheet: Sheet, at: int) -> bool:
    """The "ko" of "Nepalgunj ko", in whatever language the message is."""
    text = sheet.tokens[at].text
    return sheet.at("link", at) is not None or (text.isalpha() and text.islower() and len(text) <= _CASE)


def _is_ordinal(sheet: Sheet, at: int) -> bool:
    """The "rd" of "3rd", which is no road."""
    return at > 0 and sheet.tokens[at - 1].kind == "number" and sheet.tokens[at - 1].end == sheet.tokens[at].start


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


def _take(sheet: Sheet, start: int, end: int) -> bool:
    """Files what is left when values, labels and copulas at both ends are cut; lines become commas."""
    start, end = _trimmed(sheet, behind_home(sheet, start), before_others(sheet, start, end))
    value = ", ".join(" ".join(line.split()).strip(" ,") for line in sheet.quote(start, end).splitlines())
    shortest = _SHORTEST_CITY if sheet.has("city", start, end) else _SHORTEST
    if shortest <= len(value) <= _LONGEST and _says_where(sheet, start, end):
        sheet.found.fields[Field.ADDRESS] = value
        for at in range(start, end):
            sheet.owner[at] = sheet.owner[at] or Field.ADDRESS
        return True
    return False


def _says_where(sheet: Sheet, start: int, end: int) -> bool:
    """A word of its own or a figure: "on the" (day) is no place."""
    light = ("link", "stop", "filler")
    return any(not any(sheet.covered(one, at) for one in light) for at in sheet.free(start, end))


def _trimmed(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    while start < end and (
        sheet.owner[start] in _OTHERS
        or sheet.tokens[start].text in ",;:-–.|\n="
        or sheet.at("copula", start)
        or _is_own_label(sheet, start)
    ):
        start += 1
    while end > start:
        last = end - 1
        verb = last > start and last + 1 < len(sheet.tokens) and _closes(sheet, last + 1) and sheet.at("link", last)
        if sheet.owner[last] in _DATES and (cut := _before_date(sheet, start, last)):
            end = cut
            continue
        loose = (
            bool(verb)
            or sheet.tokens[last].text in ",;:-–.|\n=(।"
            or (bool(sheet.at("label", last)) and not is_street(sheet, last))
            or _is_locative(sheet, last)
            or _is_left_over(sheet, last)
            or _closes(sheet, last)
        )
        if loose or sheet.owner[last] in _OTHERS:
            end = last
        elif sheet.covered("label", last) and not sheet.owner[last] and not is_street(sheet, last):
            end = next((at for at, mark in sheet.marks["label"].items() if mark.start <= last < mark.end), last)
        else:
            break
    return start, end


def _is_locative(sheet: Sheet, at: int) -> bool:
    """The "in" that stands behind a place: "Pokhara lakeside ma"."""
    mark = sheet.at("within", at)
    return mark is not None and not mark.sounds and mark.language is sheet.language and mark.language != "en"


def _is_own_label(sheet: Sheet, at: int) -> bool:
    """The "pata" of "ghar pe aana hai pata 7 B Gandhi Colony"."""
    label = sheet.at("label", at)
    own = label is not None and not label.sounds and label.value == Field.ADDRESS
    return own and not sheet.covered("place", at) and sheet.tokens[at].text.islower()


def _is_left_over(sheet: Sheet, at: int) -> bool:
    """The "is" of "… New Delhi pin is 110005"."""
    return at > 0 and sheet.at("copula", at) is not None and sheet.at("label", at - 1) is not None


def _before_date(sheet: Sheet, start: int, last: int) -> int:
    """Where "… on 30 November" begins at the end of an address; 0 if the day is part of it."""
    at = last
    while at > start and sheet.owner[at] in _DATES:
        at -= 1
    return at if at > start and sheet.tokens[at].text.casefold() in _ON else 0


def _closes(sheet: Sheet, at: int) -> bool:
    """The verb at the end of a sentence: है, हो, आहे; not the "is" inside one."""
    mark = sheet.at("copula", at) or sheet.at("lives", at)
    return (
        mark is not None
        and mark.language != "en"
        and (mark.language is sheet.language or len(sheet.tokens[at].text) > 2)
    )
