"""Fields that are spoken of rather than given: wanted changed, or answered with something that cannot be one."""

import re
from collections.abc import Mapping

from frontdesk.booking.dialogue.extractors.choices import menu
from frontdesk.booking.dialogue.extractors.choices.named import named
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Mark, Sheet
from frontdesk.booking.dialogue.reading import Reading
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_LONGEST_ANSWER = 60
_MOST_WORDS = 8
# A denial stands so near the word of changing.
_REACH = 3
# Words that name nothing: "hmm", "arre", "let me see".
_IDLE = ("filler", "assent", "lead", "answer", "intent", "honorific", "speaks", "also")
# "priya gmail.com", "priya[at]gmail.com": meant as an address.
_MAILLIKE = re.compile(r"[a-z0-9]\.(?:com|in|org|net|co|np|bd)\b|gmail|yahoo|hotmail|outlook", re.IGNORECASE)


def changes(sheet: Sheet) -> frozenset[Field]:
    """Named beside a word of changing ("wrong number", "फोन नंबर बदलना है"), with no new value in the message."""
    wanted: set[Field] = set()
    for clause, asks in zip(sheet.clauses, sheet.asking, strict=True):
        turns = [mark for mark in sheet.between("change", clause.start, clause.end) if _turns(sheet, mark, asks=asks)]
        excepts = sheet.between("except", clause.start, clause.end)
        if not (turns or excepts) or (asks and _is_for_later(sheet, clause)):
            continue
        # "All good except the email" names it behind the word; a word of changing may stand anywhere beside it.
        for mark in sheet.between("label", clause.start if turns else excepts[0].end, clause.end):
            if not _is_choice_word(sheet, mark.start):
                wanted.add(Field(str(mark.value)))
    return frozenset(
        field
        for field in wanted
        if not any(field in group for group in (sheet.found.fields, sheet.found.invalid, sheet.found.unsure))
    )


def edits(sheet: Sheet) -> bool:
    """Something is to be changed, and not said what: "I want to change something", "कुछ गलत है"."""
    found = sheet.found
    words = sum(token.kind == "word" for token in sheet.tokens)
    if words > _MOST_WORDS or found.fields or found.invalid or found.unsure or sheet.has("label"):
        return False
    pairs = zip(sheet.clauses, sheet.worded, strict=True)
    return any(
        not worded and any(_is_wish(sheet, mark) for mark in sheet.between("change", clause.start, clause.end))
        for clause, worded in pairs
    )


def _is_for_later(sheet: Sheet, clause: Clause) -> bool:
    """ "Can I still change the date later?" asks what will be possible."""
    return sheet.has("later", clause.start, clause.end) or "later" in sheet.values("refusal", clause.start, clause.end)


def _is_wish(sheet: Sheet, mark: Mark) -> bool:
    """Changing itself, not what only is another one ("I am a new customer")."""
    return _turns(sheet, mark, asks=False) and not sheet.covered("changed", mark.start)


def _turns(sheet: Sheet, mark: Mark, *, asks: bool) -> bool:
    """A free word of changing; "you do not give my number to other people?" changes nothing, nor "do not change"."""
    if sheet.owner[mark.start] or (asks and sheet.at("other", mark.start)):
        return False
    before = (sheet.at("not", at) for at in range(mark.start - _REACH, mark.start))
    behind = (sheet.at("not", at) for at in range(mark.end, mark.end + _REACH - 1))
    english = any(denial and denial.language is Language.EN and not denial.sounds for denial in before)
    return not (english or any(denial and denial.language is not Language.EN for denial in behind))


def _is_choice_word(sheet: Sheet, at: int) -> bool:
    """The "number" of "number two"."""
    return bool(sheet.owner[at]) or (at + 1 < len(sheet.tokens) and bool(sheet.owner[at + 1]))


def missed(sheet: Sheet, reading: Reading, invalid: Mapping[Field, str]) -> dict[Field, str]:
    """Adds a reason where the message was plainly an answer to what was asked, and could not be one."""
    reasons = dict(invalid)
    asked = sheet.asked
    if asked is Field.EMAIL and asked not in reasons and not _says_something(reading) and _MAILLIKE.search(sheet.text):
        return {**reasons, asked: "malformed"}
    if asked not in (Field.NAME, Field.SERVICE, Field.PACKAGE) or asked in reasons or _says_something(reading):
        return reasons
    words = [token for token in sheet.tokens if token.kind != "mark"]
    idle = any(sheet.has(category) for category in ("refusal", "hostile", "small_talk", "budget", "undecided")) or any(
        at and sheet.tokens[at - 1].kind == "number" for at in sheet.marks.get("people", {})
    )
    idle = idle or (sheet.has("degree") and sheet.has("rank"))
    if not words or idle or len(sheet.text) > _LONGEST_ANSWER or reasons:
        return reasons
    if asked is Field.NAME:
        if not any(token.kind == "word" and len(token.text) > 1 for token in words):
            reasons[asked] = "not_a_name"
    elif len(words) <= _most_words(sheet) and _names_another(sheet):
        reasons[asked] = "unknown"
    return reasons


def _most_words(sheet: Sheet) -> int:
    """In more words something is told, as "my friend says do it at home"."""
    if sheet.has("want"):
        return 8
    return 6 if sheet.has("strange") else 4


def _names_another(sheet: Sheet) -> bool:
    """Something that is not offered: not "hmm", not a PIN sent too early, not the service that is chosen already."""
    if _is_other_number(sheet) or all(_is_idle(sheet, at) for at in range(len(sheet.tokens))):
        return False
    chosen = sheet.context.collected.get(Field.SERVICE)
    if sheet.asked is not Field.PACKAGE or chosen is None:
        return True
    services = menu.of(sheet.context.catalogue).services
    hit = named(sheet, services, Field.SERVICE)
    return hit is None or hit.best is None or services.offers[hit.best].name != chosen


def _is_idle(sheet: Sheet, at: int) -> bool:
    return sheet.tokens[at].kind == "mark" or any(sheet.covered(category, at) for category in _IDLE)


def _is_other_number(sheet: Sheet) -> bool:
    """A lone long number chooses nothing, but names nothing that is not offered either: a PIN sent too early."""
    numbers = [token for token in sheet.tokens if token.kind != "mark"]
    return all(token.kind == "number" for token in numbers) and any(len(token.text) > 3 for token in numbers)


def _says_something(reading: Reading) -> bool:
    said = (
        reading.fields,
        reading.unsure,
        reading.changes,
        reading.edits,
        reading.question,
        reading.cancel,
        reading.restart,
        reading.resend,
    )
    return (
        any(said)
        or reading.small_talk is not None
        or reading.confirm is not None
        or any((reading.go_on, reading.wants_human, reading.greeting, reading.thanks))
    )
