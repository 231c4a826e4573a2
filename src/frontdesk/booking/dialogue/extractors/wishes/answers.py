"""Yes and no, and what people say instead of an answer."""

from functools import cache

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Mark, Sheet
from frontdesk.booking.dialogue.extractors.wishes import remark
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language, words

# Beside an answer these change nothing about it.
_LIGHT = ("filler", "answer", "intent", "not", "honorific", "assent", "code")
# A plain no may be followed by these, or by a value: "no make it the 26th", "no my name is Riya".
_AFTER_NO = (*_LIGHT, "change", "instead", "label", "want", "copula", "link", "refusal", "date_word", "nth")
# In a longer message only its beginning can answer; the rest tells a story.
_LONGEST_ANSWER = 50
_BESIDE_WHY = ("why", "needing", "speaks", "also", "filler", "assent", "honorific", "copula", "lead")
_FEW = 4
_OWN_WISHES = ("cancel", "restart", "resend", "human")
# A rising "na?" behind a yes asks for nothing more than that yes; in Bengali it is the no itself.
_EMPHATIC = frozenset({"na", "naa", "ना", "न"})
_NUMBERED = frozenset({Field.PHONE, Field.PINCODE, Field.ADDRESS})


def confirm(sheet: Sheet) -> bool | None:
    """Yes or no, by words or by a sign alone; a no wins. A yes that is limited ("but", "except") is none."""
    if (sign := _sign(sheet)) is not None:
        return sign
    if remark.hostile(sheet) == "order":
        return None
    result: bool | None = None
    heard = sheet.clauses if len(sheet.tokens) <= _LONGEST_ANSWER else sheet.clauses[:1]
    for number, (clause, asks) in enumerate(zip(heard, sheet.asking, strict=False)):
        if _waves_away(sheet, number):
            continue
        answer = None if _has_own_wish(sheet, clause) else _answer(sheet, clause)
        if answer is None or (asks and answer):
            continue
        if answer is False and (_only_corrects(sheet, clause) or _only_complains(sheet, clause)):
            continue
        result = answer if result is None or not answer else result
    return None if result and _is_half(sheet) else result


def refusal(sheet: Sheet) -> str | None:
    """What is said instead of a value: `wont` `later` `unknown` `why` `same` `skip`; None beside a value."""
    if sheet.found.fields or sheet.found.unsure:
        return None
    said = [mark.value for mark in sheet.between("refusal") if not _is_part_of_answer(sheet, mark)]
    if any(_asks_why(sheet, clause) for clause in sheet.clauses):
        return "why"
    if said:
        return str(next((value for value in said if value == "why"), said[0]))
    if any(_withholds(sheet, clause) for clause in sheet.clauses):
        return "wont"
    return "later" if sheet.has("undecided") else None


def _is_part_of_answer(sheet: Sheet, mark: Mark) -> bool:
    """The "nahi hai" of "sahi nahi hai" refuses nothing."""
    return any(
        one.start <= mark.start and mark.end <= one.end and one.end - one.start > mark.end - mark.start
        for one in _around(sheet, "answer", mark.start)
    )


def refused(sheet: Sheet) -> Field | None:
    """The detail that a refusal names: "I don't want to give my email"."""
    named = sheet.values("label") if refusal(sheet) else []
    return Field(str(named[0])) if named else None


def fills(sheet: Sheet, clause: Clause) -> bool:
    """Nothing but a yes or no: "everything is right" asks nothing."""
    return sheet.has("answer", clause.start, clause.end) and _all_light(sheet, clause.start, clause.end)


def _asks_why(sheet: Sheet, clause: Clause) -> bool:
    """ "Why do you guys need my number": of a detail, or of nothing else that could be meant; "why a code?"."""
    said = {category for category in ("why", "code", "not") if sheet.has(category, clause.start, clause.end)}
    if clause.end - clause.start <= _FEW and said == {"why", "code"}:
        return True
    if not all(sheet.has(category, clause.start, clause.end) for category in ("why", "needing")):
        return False
    if sheet.has("label", clause.start, clause.end):
        return True
    words = [at for at in range(clause.start, clause.end) if sheet.tokens[at].kind != "mark"]
    return all(any(sheet.covered(category, at) for category in _BESIDE_WHY) for at in words)


def _withholds(sheet: Sheet, clause: Clause) -> bool:
    """ "नंबर नाही देणार मी": a detail is named, and giving it denied."""
    named = sheet.has("label", clause.start, clause.end)
    if not named or sheet.has("change", clause.start, clause.end):
        return False
    denied = sheet.has("not", clause.start, clause.end) or sheet.has("unwilling", clause.start, clause.end)
    return denied and sheet.has("giving", clause.start, clause.end)


@cache
def _signs() -> dict[str, frozenset[str]]:
    return {value: frozenset(signs) for value, signs in words("answers", Language.EN)["sign"].items()}


def _sign(sheet: Sheet) -> bool | None:
    if any(token.kind != "mark" for token in sheet.tokens):
        return None
    shown = {token.text for token in sheet.tokens}
    agrees, denies = bool(shown & _signs()["yes"]), bool(shown & _signs()["no"])
    return agrees if agrees is not denies else None


def _has_own_wish(sheet: Sheet, clause: Clause) -> bool:
    """ "Cancel kar do": the words that could be a yes belong to another wish."""
    wishes = sheet.between("intent", clause.start, clause.end)
    return any(mark.value in _OWN_WISHES and not is_part_of_yes(sheet, mark) for mark in wishes)


def is_part_of_yes(sheet: Sheet, mark: Mark) -> bool:
    """The "থাক" of "যেমন আছে তেমনই থাক" calls nothing off."""
    return any(
        one.value == "yes" and one.start < mark.start and mark.end <= one.end
        for one in _around(sheet, "answer", mark.start)
    )


def _answer(sheet: Sheet, clause: Clause) -> bool | None:
    greets = any(mark.value == "greeting" for mark in sheet.between("intent", clause.start, clause.end))
    marks = [
        mark
        for mark in sheet.between("answer", clause.start, clause.end)
        if _can_answer(sheet, clause, mark, greets=greets)
    ]
    marks = _without_emphasis(sheet, marks)
    if not marks or not _all_light(sheet, clause.start, marks[0].start):
        return None
    first, last = marks[0], marks[-1]
    values = {mark.value for mark in marks}
    whole = _all_light(sheet, first.end, clause.end)
    if whole:
        denied = any(_is_denied(sheet, clause, mark) for mark in marks if mark.value == "yes")
        if denied and sheet.has("label", clause.start, clause.end):
            return None  # "date is not confirmed"
        if not denied and last.value == "yes" and _is_doubled(sheet, first):
            return True
        return "no" not in values and not denied
    if sheet.has("label", clause.start, clause.end) and len(values) > 1:
        return None  # "all right, only the number is wrong"
    if not sheet.covered("firm", first.start):
        return None
    if first.value == "no":
        return False if _leads_on(sheet, clause, _run_end(marks)) else None
    return None if last.value == "no" or _is_denied(sheet, clause, first) else True


def _is_doubled(sheet: Sheet, mark: Mark) -> bool:
    """ "No no, it is perfect" waves a doubt away."""
    if mark.value != "no" or mark.start + 1 >= len(sheet.tokens):
        return False
    return sheet.tokens[mark.start].text.casefold() == sheet.tokens[mark.start + 1].text.casefold()


def _waves_away(sheet: Sheet, number: int) -> bool:
    """Nothing but "no no" in its clause, and a plain yes in the next."""
    clause = sheet.clauses[number]
    if number + 1 >= len(sheet.clauses) or clause.end - clause.start != 2 or sheet.asking[number + 1]:
        return False
    mark = sheet.at("answer", clause.start)
    following = sheet.clauses[number + 1]
    if mark is None or not _is_doubled(sheet, mark) or _has_own_wish(sheet, following):
        return False
    return _answer(sheet, following) is True and _all_light(sheet, following.start, following.end)


def _can_answer(sheet: Sheet, clause: Clause, mark: Mark, *, greets: bool) -> bool:
    at = mark.start
    claimed = sheet.owner[at] and not (mark.value == "no" and sheet.owner[at] == Field.EVENT_DATE)
    if claimed or sheet.covered("refusal", at) or sheet.covered("small_talk", at):
        return False
    if any(idiom.start <= at < idiom.end and not idiom.sounds for idiom in _around(sheet, "idiom", at)):
        return False
    if mark.value == "no" and sheet.covered("same", at - 1) and sheet.covered("same", mark.end):
        return False  # "शादी नहीं सगाई है"
    alone = mark.end == at + 1
    if alone and _only_stresses(sheet, clause, mark):
        return False
    if alone and sheet.at("honorific", at) is not None and (at > clause.start or greets):
        return False
    # "Mero bahini ho": the verb of the sentence, not the yes that it is on its own.
    closes = alone and at > clause.start and sheet.at("copula", at) is not None
    if closes and not sheet.covered("answer", at - 1):
        return False
    return not _is_abbreviation(sheet, mark)


def _only_stresses(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """The "na" that closes "samjhe na", "likha na"; "ji na" and the Bengali one deny."""
    if mark.value != "no" or sheet.language is Language.BN or not clause.start < mark.start == clause.end - 1:
        return False
    before = mark.start - 1
    stresses = sheet.tokens[mark.start].text.casefold() in _EMPHATIC and sheet.covered("assent", before)
    return stresses and not any(sheet.covered(one, before) for one in ("answer", "honorific"))


def _around(sheet: Sheet, category: str, at: int) -> list[Mark]:
    return sheet.between(category, at - 5, at + 1)


def _is_abbreviation(sheet: Sheet, mark: Mark) -> bool:
    """The K of "R. K. Narayan", the "no." before a number, "जि." before a district."""
    if mark.end != mark.start + 1:
        return False
    behind = mark.end
    dotted = behind < len(sheet.tokens) and sheet.tokens[behind].text in ".:#-"
    word = sheet.tokens[mark.start].text
    if dotted and (len(word) == 1 or word in ("जि", "पो")):
        return True
    if word.casefold() != "no":
        return False
    if mark.start and sheet.covered("label", mark.start - 1):
        return True
    value = behind + dotted
    return value < len(sheet.tokens) and sheet.owner[value] in _NUMBERED


def _without_emphasis(sheet: Sheet, marks: list[Mark]) -> list[Mark]:
    """ "Kar do na": a closing "na" behind a yes, where it is no no."""
    last = marks[-1] if len(marks) > 1 else None
    if last is None or sheet.language is Language.BN or sheet.tokens[last.start].text.casefold() not in _EMPHATIC:
        return marks
    return marks[:-1] if last.end == last.start + 1 and marks[-2].value == "yes" else marks


def _all_light(sheet: Sheet, start: int, end: int) -> bool:
    return all(_is_light(sheet, at) for at in range(start, end))


def _is_light(sheet: Sheet, at: int) -> bool:
    if sheet.tokens[at].kind == "mark":
        return True
    if sheet.tokens[at].kind == "number" or sheet.owner[at] in _NUMBERED:
        return False
    return any(sheet.covered(category, at) for category in _LIGHT)


def _is_denied(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """ "Not right", "sahi nahi hai", "absolutely not": a denial beside the yes that is no part of it."""
    before = range(max(clause.start, mark.start - 3), mark.start)
    if any((found := sheet.at("not", at)) and found.language is Language.EN for at in before):
        return True
    for at in range(mark.end, min(clause.end, mark.end + 3)):
        found = sheet.at("not", at)
        if found and not (sheet.tokens[at].text.casefold() in _EMPHATIC and sheet.language is not Language.BN):
            return True
    return False


def _run_end(marks: list[Mark]) -> int:
    """Behind the answers that follow one another directly: "no no", "नहीं जी"."""
    end = marks[0].end
    for mark in marks[1:]:
        if mark.start != end:
            break
        end = mark.end
    return end


def _leads_on(sheet: Sheet, clause: Clause, at: int) -> bool:
    """What follows a no belongs to a new thought; in "no network", "না ধরলে" it belongs to the no."""
    while at < clause.end and sheet.tokens[at].kind == "mark":
        at += 1
    if at >= clause.end or sheet.owner[at]:
        return True
    return any(sheet.covered(category, at) for category in _AFTER_NO)


def _only_corrects(sheet: Sheet, clause: Clause) -> bool:
    """ "10 December … no no sorry, 11 December": said to oneself, between two values."""
    before = any(sheet.owner[at] or not _is_light(sheet, at) for at in range(clause.start))
    return before and any(sheet.owner[clause.start :])


def _only_complains(sheet: Sheet, clause: Clause) -> bool:
    """ "The date is wrong, it should be the 28th", "…, my mistake": the right value is given, and no no is said."""
    named = sheet.has("label", clause.start, clause.end) or clause.start > 0
    return bool(sheet.found.fields) and named and not sheet.has("firm", clause.start, clause.end)


def _is_half(sheet: Sheet) -> bool:
    """ "Yes but …"; "right, what time do you open?"; "ok, I'll ask at home"; "all right, only make the name Riya"."""
    undecided = any(not (mark.sounds and sheet.at("answer", mark.start)) for mark in sheet.between("undecided"))
    asks_or_waits = any(sheet.worded) or sheet.has("refusal") or undecided
    firm = min(sheet.marks.get("firm", {}), default=None)
    if asks_or_waits and (firm is None or sheet.has("undecided", firm)):
        return True
    return _is_limited(sheet) or bool(sheet.has("only") and (sheet.found.fields or sheet.has("label")))


def _is_limited(sheet: Sheet) -> bool:
    """A "but" between thoughts; the "par" of "us number par" is none."""
    return any(
        mark.start == 0 or sheet.tokens[mark.start - 1].kind == "mark" or _is_light(sheet, mark.start - 1)
        for category in ("but", "except")
        for mark in sheet.between(category)
        if category == "but" or sheet.has("label", mark.end)
    )
