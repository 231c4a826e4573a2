"""What a message wants apart from giving values: cancel, restart, a person, thanks."""

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Mark, Sheet
from frontdesk.booking.dialogue.extractors.wishes import answers, question, remark
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# These are asked about as often as they are wanted.
_TO_BE_DONE = frozenset({"cancel", "restart", "go_on"})
_BESIDE = ("filler", "answer", "intent", "assent", "not", "honorific", "refusal", "both", "but", "favour", "instead")
_BESIDE_A_PERSON = (*_BESIDE, "person", "talk", "want", "lead")
# A word of talk and the person it is about stand so near each other.
_NEAR, _VERY_NEAR = 6, 4
# In so many words she tells of other calls as well.
_A_STORY = 50
# A code that nobody wants to give, or needs, is not missed.
_NO_LOSS = ("giving", "unwilling", "forbid", "needing", "drops")
_WRITTEN = frozenset({Field.ADDRESS, Field.NAME, Field.EMAIL})


def wanted(sheet: Sheet, intent: str) -> bool:
    """Said in a clause that neither denies it nor only asks about it; asking us to do it counts ("can you cancel…")."""
    if intent == "cancel" and any(_gives_up(sheet, place) for place in range(len(sheet.clauses))):
        return True
    if not _is_said(sheet, intent):
        return False
    for place, clause in enumerate(sheet.clauses):
        marks = [mark for mark in _within(sheet, clause, "intent") if mark.value == intent]
        if any(_denied(sheet, clause, mark) for mark in marks):
            continue
        if any(_is_meant(sheet, place, mark) for mark in marks):
            return True
    return False


def misses_code(sheet: Sheet) -> bool:
    """ "Sms nahi aa raha", "not receiving any code": the code, or what brings it, beside a denial."""
    for place, clause in enumerate(sheet.clauses):
        brings = sheet.has("code", clause.start, clause.end) or sheet.has("message", clause.start, clause.end)
        if not brings or not sheet.has("not", clause.start, clause.end) or sheet.worded[place]:
            continue
        if not any(sheet.has(category, clause.start, clause.end) for category in _NO_LOSS):
            return True
    return False


def only(sheet: Sheet, intent: str) -> bool:
    """Said, and nothing but courtesies beside it."""
    said = _is_said(sheet, intent)
    return said and not sheet.found.fields and all(_fills(sheet, clause, _BESIDE) for clause in sheet.clauses)


def denied(sheet: Sheet, intent: str) -> bool:
    """ "Don't cancel"."""
    return _is_said(sheet, intent) and any(
        _denied(sheet, clause, mark)
        for clause in sheet.clauses
        for mark in _within(sheet, clause, "intent")
        if mark.value == intent
    )


def human(sheet: Sheet) -> bool:
    """A set phrase, a person beside a word of talking, or nothing but the person."""
    if wanted(sheet, "human"):
        return True
    if any(_shuns_machine(sheet, place) for place in range(len(sheet.clauses))):
        return True
    return any(_asks_for_person(sheet, clause) or _asks_for_call(sheet, clause) for clause in sheet.clauses)


def small_talk(sheet: Sheet) -> str | None:
    """What a clause says that is small talk and nothing else; `only_text` and `laugh` for what has no words at all."""
    if silent := remark.without_words(sheet):
        return silent
    for clause in sheet.clauses:
        if value := question.small_talk(sheet, clause):
            return value
    return None


def _is_said(sheet: Sheet, intent: str) -> bool:
    return any(mark.value == intent for mark in sheet.marks.get("intent", {}).values())


def _is_meant(sheet: Sheet, place: int, mark: Mark) -> bool:
    clause, intent = sheet.clauses[place], mark.value
    if sheet.owner[mark.start] in _WRITTEN:
        return False
    if intent == "human":
        return not _is_no_call(sheet, clause, mark)
    if intent == "greeting":
        return mark.start == clause.start
    if intent == "resend" and sheet.covered("refusal", mark.start):
        return False  # "समझ नहीं आया"
    if intent == "cancel" and not _calls_off(sheet, clause, mark):
        return False
    return not sheet.asking[place] or intent not in _TO_BE_DONE or sheet.has("favour", clause.start, clause.end)


def _is_no_call(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """ "Are you a human?", "घर पर किसी से बात करके", "call me Meera", "call on 98765 43210"."""
    inside = range(mark.start, mark.end)
    if any(sheet.covered(category, at) for category in ("small_talk", "refusal", "idiom") for at in inside):
        return True
    if mark.end < clause.end and sheet.owner[mark.end] == Field.NAME:
        return True
    if Field.NAME in sheet.found.fields and any(sheet.covered("called", at) for at in inside):
        return True  # "people call me Chinni, but write Lakshmi"
    if mark.sounds and mark.language is Language.EN and sheet.language is not Language.EN:
        return True  # "aaj kal me" is no "call me"
    return any(sheet.covered(category, at) for category in ("talk", "ring") for at in inside) and (
        _is_told(sheet, clause) or _rings_another(sheet, clause, mark) or _is_limited(sheet, clause)
    )


def _is_told(sheet: Sheet, clause: Clause) -> bool:
    """In a long story, or beside the number itself, a call is only spoken of."""
    return len(sheet.tokens) > _A_STORY or Field.PHONE in sheet.owner[clause.start : clause.end]


def _rings_another(sheet: Sheet, clause: Clause, call: Mark) -> bool:
    """ "Verma sir ko call karna"; not "hum ko", "mummy ko"."""
    at = call.start - 1
    if at <= clause.start or not sheet.covered("to_whom", at):
        return False
    return not any(sheet.covered(category, at - 1) for category in ("speaks", "also", "relation"))


def _is_limited(sheet: Sheet, clause: Clause) -> bool:
    """ "9820041327, please call only after 6": how the number may be used."""
    if Field.PHONE not in sheet.found.fields:
        return False
    return any(sheet.has(category, clause.start, clause.end) for category in ("only", "clock", "part"))


def _calls_off(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """Not "if I cancel", not "bridal छोड़िए, मेहंदी कर दीजिए": a value that follows takes the place of another."""
    if sheet.has("condition", clause.start, clause.end) or answers.is_part_of_yes(sheet, mark):
        return False
    if any(sheet.owner[clause.end :]) and sheet.found.fields:
        return False
    of_a_value = sheet.has("label", clause.start, mark.start) or any(sheet.owner[clause.start : mark.start][-1:])
    if of_a_value and any(sheet.owner[mark.end : clause.end]):
        return False  # "date cancel karke 26 dec kar do"
    if _swaps(sheet, clause, mark):
        return False
    weak = sheet.at("weak_cancel", mark.start)
    if weak is None or weak.end < mark.end:
        return True
    return not sheet.found.fields and _fills(sheet, clause, _BESIDE)


def _swaps(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """ "Mehndi wala cancel karke party makeup kar dena", "cancel mehndi and book party makeup instead"."""
    chosen = {Field.SERVICE.value, Field.PACKAGE.value} & set(sheet.owner[mark.end : clause.end])
    joined = sheet.at("instead", mark.start)
    if joined is not None and joined.end > mark.end:
        return bool(chosen)
    several = Field.SERVICE in sheet.found.invalid
    return bool(chosen or several) and sheet.has("instead", mark.end, clause.end)


def _asks_for_person(sheet: Sheet, clause: Clause) -> bool:
    people = [
        mark
        for mark in _within(sheet, clause, "person")
        if not (_counted(sheet, mark) or sheet.owner[mark.start] or sheet.covered("small_talk", mark.start))
        and not (_is_told_who(sheet, clause, mark) or _is_booked(sheet, clause, mark))
    ]
    if not people:
        return False
    sure = [mark for mark in people if mark.value == "sure"]
    if sure and _fills(sheet, clause, _BESIDE_A_PERSON) and not sheet.has("but", clause.start, clause.end):
        return not any(sheet.at("not", at) for at in range(clause.start, clause.end))
    if any(_is_stressed(sheet, clause, mark) for mark in people):
        return True
    talks = [mark for mark in _within(sheet, clause, "talk") if _is_talk(sheet, clause, mark)]
    strong = [talk for talk in talks if talk.value == "strong"]
    if any(_gap(talk, person) <= _NEAR for talk in strong for person in people if _is_spoken_to(talk, person)):
        return True
    serves = any(owner == Field.SERVICE for owner in sheet.owner[clause.start : clause.end])
    return not serves and any(_gap(talk, person) <= _VERY_NEAR for talk in talks for person in sure)


def _is_told_who(sheet: Sheet, clause: Clause, person: Mark) -> bool:
    """ "The owner is my uncle"."""
    behind = person.end
    related = any(sheet.has(name, behind, clause.end) for name in ("relation", "whom", "family"))
    return related and sheet.at("copula", behind) is not None and not sheet.has("want", clause.start, clause.end)


def _is_booked(sheet: Sheet, clause: Clause, person: Mark) -> bool:
    """ "Get me a stylist for Friday": whoever does the work, on a day."""
    return sheet.covered("trade", person.start) and Field.EVENT_DATE in sheet.owner[clause.start : clause.end]


def _is_stressed(sheet: Sheet, clause: Clause, person: Mark) -> bool:
    """ "Is there any real person?": nobody speaks so of the bride."""
    return any(sheet.covered("real", at) for at in range(max(clause.start, person.start - 1), person.end))


def _shuns_machine(sheet: Sheet, place: int) -> bool:
    """ "I don't want to type with a machine", "I can't follow it"; not "I'm not a robot", nor a detail kept from it."""
    clause = sheet.clauses[place]
    if sheet.asking[place] or sheet.found.fields or sheet.has("label", clause.start, clause.end):
        return False
    if not all(sheet.has(category, clause.start, clause.end) for category in ("machine", "not")):
        return False
    if sheet.has("via", clause.start, clause.end):
        return True
    grasps = _within(sheet, clause, "grasp")
    return any(sheet.has("not", max(clause.start, one.start - 3), min(clause.end, one.end + 3)) for one in grasps)


def _asks_for_call(sheet: Sheet, clause: Clause) -> bool:
    """ "कोई फोन कर ले मुझे": not the phone that is changed, nor a number that stands beside it."""
    if _is_told(sheet, clause) or _is_limited(sheet, clause) or sheet.has("change", clause.start, clause.end):
        return False
    for ring in _within(sheet, clause, "ring"):
        named = (sheet.at("label", ring.start), sheet.at("label", ring.end))
        if any(mark and mark.end > ring.end for mark in named) or _denied(sheet, clause, ring):
            continue
        if _rings_another(sheet, clause, ring):
            continue
        last = min(clause.end, ring.end + 2)
        done = next(iter(sheet.between("doing", ring.end, last)), None)
        if done is not None and all(_is_light(sheet, at) for at in range(ring.end, done.start)):
            return True  # "phone to karo"; not "call silent karo"
    return False


def _is_light(sheet: Sheet, at: int) -> bool:
    return any(sheet.covered(category, at) for category in ("filler", "speaks", "also"))


def _gives_up(sheet: Sheet, place: int) -> bool:
    """ "I don't wish to continue", "मला नाही करायचं आता बुकिंग": the whole undertaking denied, and nothing else said."""
    clause = sheet.clauses[place]
    if sheet.found.fields or sheet.asking[place] or sheet.has("idiom", clause.start, clause.end):
        return False
    if any(mark.value == "cancel" and _denied(sheet, clause, mark) for mark in _within(sheet, clause, "intent")):
        return False
    said = ("undertaking", "desire", "not")
    if not all(sheet.has(category, clause.start, clause.end) for category in said):
        return False
    # "Henna" sounds like a denial.
    if all(sheet.at("same", mark.start) for mark in _within(sheet, clause, "not")):
        return False
    return _fills(sheet, clause, (*_BESIDE, *said, "everyday"))


def _is_talk(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    if not sheet.is_free(mark.start, mark.end) or _denied(sheet, clause, mark):
        return False
    return not any(sheet.covered(category, mark.start) for category in ("idiom", "refusal"))


def _is_spoken_to(talk: Mark, person: Mark) -> bool:
    """Not "does the artist speak Hindi?"."""
    return person.value != "named" or talk.start < person.start


def _gap(talk: Mark, person: Mark) -> int:
    return max(person.start - talk.end, talk.start - person.end) + 1 if talk.start != person.start else 99


def _fills(sheet: Sheet, clause: Clause, categories: tuple[str, ...]) -> bool:
    return all(any(sheet.covered(category, at) for category in categories) for at in _words(sheet, clause))


def _words(sheet: Sheet, clause: Clause) -> list[int]:
    return [at for at in range(clause.start, clause.end) if sheet.tokens[at].kind != "mark"]


def _denied(sheet: Sheet, clause: Clause, mark: Mark) -> bool:
    """ "Don't cancel", "cancel nahi karna", "mat cancel karo": a denial next to it and not part of the phrase."""
    before = range(max(clause.start, mark.start - 3), mark.start)
    behind = range(mark.end, min(clause.end, mark.end + 2))
    if any((found := sheet.at("not", at)) and found.language is Language.EN for at in before):
        return True
    if any(sheet.covered("forbid", at) for at in range(max(clause.start, mark.start - 2), mark.start)):
        return True
    # "रहने दीजिए, अब नहीं चाहिए" says the same thing twice; "cancel nahi karna" takes it back.
    twice = sheet.at("weak_cancel", mark.start) is not None
    return any(
        (found := sheet.at("not", at))
        and found.language is not Language.EN
        and not (twice and sheet.covered("intent", at))
        for at in behind
    )


def _counted(sheet: Sheet, mark: Mark) -> bool:
    """ "For 5 people", "per person"."""
    at = mark.start - 1
    if at < 0:
        return False
    spelt = sheet.at("number", at) is not None and not sheet.covered("talk", at)  # "बात करवा दो किसी से"
    return sheet.tokens[at].kind == "number" or spelt or sheet.tokens[at].text.casefold() in ("per", "each")


def _within(sheet: Sheet, clause: Clause, category: str) -> list[Mark]:
    return sheet.between(category, clause.start, clause.end)
