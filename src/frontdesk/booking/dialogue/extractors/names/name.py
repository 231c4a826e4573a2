"""The customer's name: introduced, labelled, signed, or bare where it is asked or has the shape of one."""

import re

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.names import bare, called, myself, related, said
from frontdesk.booking.dialogue.extractors.names.corrected import corrected
from frontdesk.booking.dialogue.extractors.names.run import Run, without_case
from frontdesk.booking.dialogue.extractors.names.trimmed import in_full, without_echo, without_home
from frontdesk.booking.dialogue.extractors.names.words import Words, all_capital, dressed
from frontdesk.booking.dialogue.state import Field

_SHORTEST, _LONGEST = 2, 60
# An answer of so many words may be nothing but a name.
_SHORT_ANSWER = 6
# Before "/o": son, daughter, wife, care.
_CHILD_OF = frozenset({"s", "d", "w", "c"})


def answer(sheet: Sheet) -> None:
    """Asked for, a short message that can be somebody's name is one, whatever else its words may mean."""
    if sheet.asked is not Field.NAME or any(token.kind == "number" for token in sheet.tokens) or any(sheet.owner):
        return
    if sum(token.kind == "word" for token in sheet.tokens) > _SHORT_ANSWER or not _is_one(sheet):
        return
    words = Words(sheet)
    if sheet.has("hostile") or bare.is_idle(words, 0, len(sheet.tokens)):
        return
    clause = sheet.clauses[0]
    if any(words.covered("not", at) for at in range(clause.start, clause.end)):
        return
    run = bare.from_capital(words, bare.peeled(words, clause.start, _before_bracket(sheet, clause)))
    if words.is_name(*run) and not words.is_offer(*run) and not _has_name_words(sheet, clause):
        _take(words, run)


def _is_one(sheet: Sheet) -> bool:
    """One clause that asks nothing; "May Thomas" begins as a question would, but with capitals."""
    if len(sheet.clauses) != 1 and not any(token.text == "(" for token in sheet.tokens):
        return False
    words = [at for at, token in enumerate(sheet.tokens) if token.kind == "word"]
    return bool(words) and (not sheet.asking[0] or (all_capital(sheet, words) and sheet.clauses[0].closes != "?"))


def _before_bracket(sheet: Sheet, clause: Clause) -> int:
    """ "Prof. Sen (retd.)", "Bhuvana s/o Kannan"."""
    tokens = sheet.tokens
    for at in range(clause.start + 1, clause.end):
        if tokens[at].text == "(":
            return at
        if tokens[at].text == "/" and at > clause.start + 1 and tokens[at - 1].text.casefold() in _CHILD_OF:
            return at - 1
    return clause.end


def _has_name_words(sheet: Sheet, clause: Clause) -> bool:
    return any(sheet.has(category, clause.start, clause.end) for category in ("intro", "intro_weak", "under", "spoken"))


def _stated(words: Words) -> Run | None:
    """Said outright; of several the last: "Deepti hai par booking Nisha Agarwal ke naam se"."""
    runs = (look(words) for look in (said.introduced, said.under, called.ordered, called.recorded))
    return max((run for run in runs if run is not None), default=None)


# The surest way of saying it first.
_LOOKS = (
    corrected,
    _stated,
    myself.spoken,
    myself.weakly,
    related.related,
    related.signed,
    called.named_last,
    called.titled,
)


def find(sheet: Sheet) -> None:
    if Field.NAME in sheet.found.fields:
        return
    words = Words(sheet)
    for look in _LOOKS:
        run = look(words)
        if run is not None and _take(words, run):
            _add_family(words, run)
            return
    taken = next((run for run in bare.candidates(words) if _take(words, run)), None)
    if taken is not None:
        _add_family(words, taken)


def _add_family(words: Words, given: Run) -> None:
    """ "First name Tanvi, surname Joshi"."""
    run = said.family(words, given)
    if run is not None:
        sheet = words.sheet
        sheet.found.fields[Field.NAME] += f" {dressed(sheet.slice(*run))}"
        sheet.claim(*run, Field.NAME)


def _take(words: Words, run: Run) -> bool:
    """Files tokens[start:end] without honorifics and marks at both ends, if a name is left."""
    sheet = words.sheet
    start, end = in_full(words, without_echo(words, without_home(words, run)))
    if not sheet.is_free(start, end):
        return False
    while start < end and (_is_title(words, start) or sheet.tokens[start].kind == "mark"):
        if sheet.at("surname", start) and start + 2 == end and sheet.at("surname", end - 1):
            break  # "Kumari Rai" has no other first name
        start += 1
    while end > start and (_is_title(words, end - 1, last=True) or _closes(sheet, end - 1)):
        end -= 1
    value = re.sub(r"['\u2019]s$", "", without_case(words, sheet.slice(start, end), end))
    letters = sum(char.isalpha() for char in value)
    short = letters < _SHORTEST and not (start < end and words.is_given(start))  # মৌ is one letter and its vowel
    if start == end or short or len(value) > _LONGEST or any(char.isnumeric() for char in value):
        return False
    sheet.found.fields[Field.NAME] = dressed(value)
    sheet.found.invalid.pop(Field.NAME, None)
    sheet.claim(start, end, Field.NAME)
    return True


def _is_title(words: Words, at: int, *, last: bool = False) -> bool:
    """Kumari is a title before a name and a family name behind it."""
    if words.sheet.at("honorific", at) is None or words.is_given(at):
        return False
    return not (last and words.sheet.at("surname", at))


def _closes(sheet: Sheet, at: int) -> bool:
    """A mark that is no part of the name: not the full stop of "Anita R."."""
    token = sheet.tokens[at]
    return token.kind == "mark" and not (token.text == "." and at and len(sheet.tokens[at - 1].text) == 1)
