"""What is asked, clause by clause, and whether the values beside it count."""

from functools import cache

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Mark, Sheet
from frontdesk.booking.dialogue.extractors.wishes import answers
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language, words

# A question longer than this is passed on in its first part only.
MAX_QUESTION = 500
# Values and words that make no question by themselves.
_LIGHT = ("filler", "answer", "honorific", "link", "date_word", "shift", "label", "copula", "want", "part", "nth")

# Beside a bare topic ("bridal price", "timing?") these are no further thought; few more words are what it is of.
_BESIDE_TOPIC = (
    *_LIGHT,
    "everyday",
    "also",
    "intent",
    "assent",
    "generic",
    "number",
    "people",
    "city",
    "month",
    "weekday",
    "day",
    "lead",
)
_MOST_BESIDE_TOPIC = 1
_LONGEST_TOPIC = 5
# In so many words only a question mark tells what is asked from what is told.
_A_STORY = 50
_AT_THE_END = 3
# What is as short as "KC" sounds like too much.
_SHORT = 4
# Nobody asks by saying so: "I don't know which one to take".
_NO_ASKING = ("unknown", "later")
# A condition and what it speaks of stand so near each other.
_NEAR = 4
# Two verbs and the "or" between them.
_SHORTEST_ALTERNATIVE = 3
_OR = frozenset({"ki", "कि", "की", "ya", "या", "kinva", "किंवा"})
# What may stand in a question that asks who is writing.
_BESIDE_MACHINE = (
    "machine",
    "person",
    "either",
    "opens",
    "asks",
    "speaks",
    "also",
    "filler",
    "honorific",
    "assent",
    "copula",
)
# What may stand beside small talk in its clause.
_BESIDE_TALK = ("filler", "honorific", "intent", "answer", "lead", "both", "but", "copula", "small_talk")


def mark(sheet: Sheet) -> None:
    """Notes per clause whether it asks."""
    sheet.worded = [_worded(sheet, clause) for clause in sheet.clauses]
    pairs = zip(sheet.clauses, sheet.worded, strict=True)
    sheet.asking = [worded or clause.closes == "?" for clause, worded in pairs]


def counts(sheet: Sheet, clause: Clause) -> bool:
    """A question that carries a wish ("is the 26th free?"), so that the values in it are meant."""
    offers = sheet.between("offers", clause.start, clause.end)
    hours = sheet.between("opening", clause.start, clause.end)
    # "Anything open" is an offer, "are you open" is not.
    if any(not any(one.start <= mark.start < one.end for one in offers) for mark in hours):
        return False
    return bool(offers)


def is_open(sheet: Sheet, clause: Clause, start: int, end: int) -> bool:
    """ "Is tomorrow at 4 open?": of the day itself, tokens[start:end], not of the house."""
    opens = sheet.at("opens", clause.start)
    if opens is None or not sheet.has("vacant", end, clause.end):
        return False
    return all(sheet.at("link", at) for at in sheet.free(opens.end, start))


def small_talk(sheet: Sheet, clause: Clause) -> str | None:
    """The kind of small talk that fills the clause; "के छ" asks for more in "Basic मा के के छ?"."""
    if _asks_who(sheet, clause):
        return "identity"
    marks = sheet.between("small_talk", clause.start, clause.end)
    if not marks or any(sheet.owner[mark.start] for mark in marks):
        return None
    inside = {at for mark in marks for at in range(mark.start, mark.end)}
    beside = (at for at in range(clause.start, clause.end) if at not in inside and sheet.tokens[at].kind != "mark")
    light = all(any(sheet.covered(category, at) for category in _BESIDE_TALK) for at in beside)
    return str(marks[0].value) if light else None


def _asks_who(sheet: Sheet, clause: Clause) -> bool:
    """ "Are you a person or a bot?" in any wording: a machine is spoken of, and nothing that is no word of asking."""
    if not sheet.has("machine", clause.start, clause.end):
        return False
    if clause.closes != "?" and not any(
        sheet.has(category, clause.start, clause.end) for category in ("opens", "asks")
    ):
        return False
    return all(any(sheet.covered(one, at) for one in _BESIDE_MACHINE) for at in sheet.free(clause.start, clause.end))


def _is_talk(sheet: Sheet, clause: Clause) -> bool:
    """Small talk, or nothing but a greeting or thanks with a rising voice ("hello?")."""
    return small_talk(sheet, clause) is not None or politeness(sheet, clause) is not None


def politeness(sheet: Sheet, clause: Clause) -> str | None:
    """`thanks` or `greeting` if the clause says nothing else."""
    said = sheet.values("intent", clause.start, clause.end)
    polite = next((one for one in ("thanks", "greeting") if one in said), None)
    words = sheet.free(clause.start, clause.end)
    return polite if all(any(sheet.covered(category, at) for category in _BESIDE_TALK) for at in words) else None


def text(sheet: Sheet) -> str | None:
    """The asking part of the message as it was written, without clauses that only gave values."""
    spans: list[tuple[int, int]] = []
    story = len(sheet.tokens) > _A_STORY
    for place, clause in enumerate(sheet.clauses):
        if (
            not sheet.asking[place]
            or (story and clause.closes != "?" and not _ends_asking(sheet, clause))
            or _is_talk(sheet, clause)
            or (not sheet.worded[place] and _only_values(sheet, clause))
        ):
            continue
        start = clause.start
        while start < clause.end - 1 and (sheet.at("both", start) or sheet.at("but", start)):
            start += 1
        end = clause.end + (clause.closes == "?" and clause.end < len(sheet.tokens))
        if spans and spans[-1][1] >= clause.start - 1:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    asked = " ".join(sheet.quote(start, end) for start, end in spans).strip()
    return asked[:MAX_QUESTION] or None


def _ends_asking(sheet: Sheet, clause: Clause) -> bool:
    """The last words of a long story are the question that it leads up to."""
    return clause is sheet.clauses[-1] and _asks(sheet, "asks", clause.end - _AT_THE_END, clause.end)


def _worded(sheet: Sheet, clause: Clause) -> bool:
    if clause.closes != "?" and (answers.fills(sheet, clause) or _is_undecided(sheet, clause)):
        return False
    if _points_back(sheet, clause):
        return False
    start = clause.start
    while start < clause.end and (sheet.at("honorific", start) or _is_lead_in(sheet, start)):
        start += 1
    told = start > clause.start and clause.closes != "?" and sheet.tokens[min(start, clause.end - 1)].text == "has"
    if start < clause.end and _asks(sheet, "opens", start, start + 1) and not sheet.at("vague", start) and not told:
        return True  # but not "pandit ji has given us the 20th"
    if _asks(sheet, "asks", clause.start, clause.end) or _asks_to_tell(sheet, clause):
        return True
    if clause.closes == "?" and sheet.has("opening", clause.start, clause.end):
        return True
    if _is_alternative(sheet, clause):
        return True
    return _bare_topic(sheet, clause)


def _asks(sheet: Sheet, category: str, start: int, end: int) -> bool:
    """A word of asking that is not part of a phrase that only looks like it ("that is why", "क्या बताऊँ")."""
    return any(not _is_idle(sheet, mark) for mark in sheet.between(category, start, end))


def _asks_to_tell(sheet: Sheet, clause: Clause) -> bool:
    """ "Tell me"; "if it is heavy, tell me" asks only where something is named that one asks about."""
    for mark in sheet.between("requests", clause.start, clause.end):
        if _is_idle(sheet, mark) or sheet.covered("doing", mark.start) or sheet.covered("address_intro", mark.start):
            continue
        if not (mark.start > clause.start and sheet.covered("if_so", mark.start - 1)):
            return True
        if any(sheet.has(category, clause.start, mark.start) for category in ("asks", "topic")):
            return True
        if any(not sheet.covered("want", one.start) for one in sheet.between("offers", clause.start, mark.start)):
            return True
        if sheet.has("opening", max(clause.start, mark.start - _NEAR), mark.start):
            return True
    return False


def _points_back(sheet: Sheet, clause: Clause) -> bool:
    """ "Whichever is the cheapest, that one": what is described is taken, not asked for."""
    if clause.closes == "?" or "that_one" not in sheet.marks:
        return False
    described = [mark for category in ("asks", "opens") for mark in sheet.between(category, clause.start, clause.end)]
    # Behind a comma only what has a rank: "which do you advise, that one we take" asks first.
    ranked = clause.closes == "," and sheet.has("rank", clause.start, clause.end)
    taken = sheet.between("that_one", clause.start, clause.end + 2 * ranked)
    return any(
        one.start > mark.end and one.language in (mark.language, Language.EN, sheet.language)
        for mark in described
        for one in taken
    )


def _is_idle(sheet: Sheet, mark: Mark) -> bool:
    word = sheet.tokens[mark.start].text
    if sheet.owner[mark.start] or (mark.sounds and len(word) <= _SHORT):
        return True
    if mark.language not in (sheet.language, Language.EN):
        return True  # "हो क्या" asks in Hindi, and stresses in Nepali
    idle = sheet.between("no_question", mark.start - 4, mark.end)
    return any(one.start < mark.end and mark.start < one.end and not one.sounds for one in idle)


@cache
def _alternative_endings(language: Language) -> tuple[str, ...]:
    return tuple(words("questions", language)["alternative_ending"])


def _is_alternative(sheet: Sheet, clause: Clause) -> bool:
    """ "खुल्छ कि खुल्दैन": a verb, "ki", and a verb at the end."""
    endings = _alternative_endings(sheet.language)
    if not endings or clause.end - clause.start < _SHORTEST_ALTERNATIVE:
        return False
    said = [sheet.tokens[at].text.casefold() for at in range(clause.start, clause.end)]
    return said[-1].endswith(endings) and any(
        word in _OR and said[at].endswith(endings) for at, word in enumerate(said[1:-1])
    )


def _is_undecided(sheet: Sheet, clause: Clause) -> bool:
    return any(value in _NO_ASKING for value in sheet.values("refusal", clause.start, clause.end))


def _is_lead_in(sheet: Sheet, at: int) -> bool:
    """And, but, hi, please, ok before the question proper."""
    if sheet.at("opens", at) and not sheet.covered("answer", at):
        return False
    if any(sheet.covered(category, at) for category in ("both", "but", "answer", "lead")):
        return True
    polite = sheet.between("intent", at - 3, at + 1)
    return any(mark.value in ("greeting", "thanks") and at < mark.end for mark in polite)


def _bare_topic(sheet: Sheet, clause: Clause) -> bool:
    """ "Bridal price", "timings": a topic and nothing but the thing it is asked of, while no value is due."""
    topics = [mark for mark in sheet.between("topic", clause.start, clause.end) if not _is_idle(sheet, mark)]
    if not topics or any(sheet.tokens[at].kind == "number" for at in range(clause.start, clause.end)):
        return False
    if sheet.asked is Field.ADDRESS or clause.end - clause.start > _LONGEST_TOPIC:
        return False
    if sheet.asked is Field.EVENT_DATE and clause.closes != "?" and sheet.has("festival", clause.start, clause.end):
        return False  # "the time of Puja" is an answer
    words = {sheet.tokens[mark.start].text.casefold() for mark in topics}
    if words <= {"services", "packages", "location", "service"}:
        return clause.end - clause.start == 1
    inside = {at for mark in topics for at in range(mark.start, mark.end)}
    beside = [at for at in sheet.free(clause.start, clause.end) if at not in inside]
    unknown = sum(not any(sheet.covered(category, at) for category in _BESIDE_TOPIC) for at in beside)
    return unknown <= _MOST_BESIDE_TOPIC and not sheet.has("want", clause.start, clause.end)


def _only_values(sheet: Sheet, clause: Clause) -> bool:
    """ "25 December?": a value offered with a rising voice; "25 December ok?" asks more than that."""
    opens = sheet.at("aux", clause.start) is not None or sheet.has("offers", clause.start, clause.end)
    if opens and clause.closes == "?":
        return False
    owned = any(sheet.owner[clause.start : clause.end])
    rest = sheet.free(clause.start, clause.end)
    return owned and all(any(sheet.covered(category, at) for category in _LIGHT) for at in rest)
