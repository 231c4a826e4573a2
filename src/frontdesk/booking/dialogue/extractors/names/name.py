"""The customer's name: introduced, labelled, signed, or bare where it is asked or has the shape of one."""

import re

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.names import called, said
from frontdesk.booking.dialogue.extractors.names.corrected import corrected
from frontdesk.booking.dialogue.extractors.names.run import Run, without_case
from frontdesk.booking.dialogue.extractors.names.trimmed import in_full, without_echo, without_home
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital, dressed, is_placelike
from frontdesk.booking.dialogue.extractors.places import place as places
from frontdesk.booking.dialogue.state import Field

_SHORTEST, _LONGEST = 2, 60
_LONGEST_BARE = 200
# An answer of so many words may be nothing but a name.
_SHORT_ANSWER = 6
# Small words that family names begin with.
_PARTICLES = frozenset({"de", "da", "di", "van", "von", "bin", "binti", "al", "el", "la", "du", "st"})
# Before "/o": son, daughter, wife, care.
_CHILD_OF = frozenset({"s", "d", "w", "c"})
_LIGHT = ("filler", "answer", "intent", "copula", "stop", "honorific", "both", "label", "possessive", "lead")


# The surest way of saying it first.
_LOOKS = (
    corrected,
    said.introduced,
    called.ordered,
    said.spoken,
    said.under,
    said.weakly,
    said.related,
    said.signed,
    called.named_last,
    called.titled,
)


def answer(sheet: Sheet) -> None:
    """Asked for, a short message that can be somebody's name is one, whatever else its words may mean."""
    if sheet.asked is not Field.NAME or any(token.kind == "number" for token in sheet.tokens):
        return
    if sum(token.kind == "word" for token in sheet.tokens) > _SHORT_ANSWER or not _is_one(sheet):
        return
    if sheet.has("hostile") or _is_idle(sheet):
        return
    words = Words(sheet)
    clause = sheet.clauses[0]
    if any(words.covered("not", at) for at in range(clause.start, clause.end)):
        return
    run = _from_capital(words, _peeled(words, clause.start, _before_bracket(sheet, clause)))
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


def find(sheet: Sheet) -> None:
    if Field.NAME in sheet.found.fields:
        return
    words = Words(sheet)
    for look in _LOOKS:
        run = look(words)
        if run is not None and _take(words, run):
            _add_family(words, run[1])
            return
    _bare(words)


def _add_family(words: Words, behind: int) -> None:
    """ "First name Tanvi, surname Joshi"."""
    run = said.family(words, behind)
    if run is not None:
        sheet = words.sheet
        sheet.found.fields[Field.NAME] += f" {dressed(sheet.slice(*run))}"
        sheet.claim(*run, Field.NAME)


def _take(words: Words, run: Run) -> bool:
    """Files tokens[start:end] without honorifics and marks at both ends, if a name is left."""
    sheet = words.sheet
    start, end = in_full(words, without_echo(words, without_home(words, run)))
    while start < end and (_is_title(words, start) or sheet.tokens[start].kind == "mark"):
        if sheet.at("surname", start) and start + 2 == end and sheet.at("surname", end - 1):
            break  # "Kumari Rai" has no other first name
        start += 1
    while end > start and (_is_title(words, end - 1, last=True) or _closes(sheet, end - 1)):
        end -= 1
    value = re.sub(r"['\u2019]s$", "", without_case(words, sheet.slice(start, end), end))
    letters = sum(char.isalpha() for char in value)
    if start == end or letters < _SHORTEST or len(value) > _LONGEST or any(char.isnumeric() for char in value):
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


def _is_idle(sheet: Sheet, start: int = 0, end: int | None = None) -> bool:
    return any(sheet.has(category, start, end) for category in ("refusal", "undecided", "small_talk"))


def _bare(words: Words) -> None:
    sheet = words.sheet
    if sheet.has("hostile") or len(sheet.text) > _LONGEST_BARE:
        return
    fits = _answers if sheet.asked is Field.NAME else _has_shape
    for clause, asks in zip(sheet.clauses, sheet.asking, strict=True):
        if asks or _is_idle(sheet, clause.start, clause.end):
            continue
        for run in _stretches(words, clause):
            if fits(words, run) and not words.is_offer(*run) and _take(words, run):
                return


def _stretches(words: Words, clause: Clause) -> list[Run]:
    """Unclaimed runs of a clause without light words around them; contrasts part them ("पूजा नहीं पूनम")."""
    sheet = words.sheet
    runs: list[Run] = []
    start = clause.start
    for at in range(clause.start, clause.end + 1):
        if at == clause.end or sheet.owner[at] or _parts(sheet, at):
            if at > start and not (at < clause.end and _denies(sheet, at)):
                runs.append(_peeled(words, start, at))
            start = at + 1
    return [_from_capital(words, run) for run in runs if run[0] < run[1]]


def _parts(sheet: Sheet, at: int) -> bool:
    token = sheet.tokens[at]
    spaced = token.text in "-–—/|" and at > 0 and sheet.tokens[at - 1].end < token.start
    return _denies(sheet, at) or token.text in ":*|()•" or spaced


def _denies(sheet: Sheet, at: int) -> bool:
    denial = sheet.at("not", at)
    return denial is not None and denial.language != "en" and not denial.sounds


def _from_capital(words: Words, run: Run) -> Run:
    """Where the name begins in "write Meera Joshi": small words before it are talk, but not in "priya SHARMA"."""
    sheet = words.sheet
    spots = [at for at in range(*run) if sheet.tokens[at].kind == "word"]
    capital = [at for at in spots if sheet.tokens[at].text[:1].isupper()]
    if not capital or capital[0] == run[0]:
        return run
    shouted = all(sheet.tokens[at].text.isupper() for at in capital)
    small = [at for at in spots if at < capital[0]]
    if shouted and all(words.kind(at) >= Kind.PLAIN for at in small):
        return run
    if all(words.is_known(at) or sheet.tokens[at].text.casefold() in _PARTICLES for at in small):
        return run
    return capital[0], run[1]


def _peeled(words: Words, start: int, end: int) -> Run:
    sheet = words.sheet

    def light(at: int) -> bool:
        initial = words.is_initial(at) and sheet.tokens[at].kind == "word"
        closing = sheet.tokens[at].text == "." and at > start and len(sheet.tokens[at - 1].text) == 1
        if initial or closing or words.is_known(at):
            return False
        return sheet.tokens[at].kind == "mark" or any(words.covered(category, at) for category in _LIGHT)

    while start < end and light(start):
        start += 1
    while end > start and light(end - 1):
        end -= 1
    return start, end


def _answers(words: Words, run: Run) -> bool:
    """The name was asked: nothing stands here but a name, and it is no adjective of a label ("old number: …")."""
    sheet = words.sheet
    start, end = run
    if not all(sheet.tokens[at].kind == "word" or sheet.tokens[at].text in ".'’-" for at in range(start, end)):
        return False
    apart = not _is_labelled(sheet, start) or (words.is_given(start) and _is_next_thought(sheet, end))
    return apart and words.is_name(start, end)


def _is_next_thought(sheet: Sheet, at: int) -> bool:
    """ "Divya and my number is …": the label behind it has a value of its own."""
    while at < len(sheet.tokens) and not sheet.owner[at] and not sheet.at("both", at) and not sheet.at("label", at):
        if not any(sheet.covered(category, at) for category in (*_LIGHT, "put", "note")):
            return False
        at += 1
    return at < len(sheet.tokens) and sheet.at("both", at) is not None


def _is_labelled(sheet: Sheet, at: int) -> bool:
    """Another field is named in the clause, which is about that one."""
    number = sheet.clause_at(at)
    if number is None:
        return False
    clause = sheet.clauses[number]
    labels = sheet.between("label", clause.start, clause.end)
    return any(mark.value != Field.NAME and not sheet.owner[mark.start] for mark in labels)


def _is_in_address(sheet: Sheet, at: int) -> bool:
    """An address was introduced before, in this sentence."""
    intros = [*sheet.marks.get("address_intro", {}), *_address_labels(sheet)]
    number = sheet.clause_at(at)
    if number is None:
        return False
    sentence = sheet.clauses[number].sentence
    return any(
        intro < at and (own := sheet.clause_at(intro)) is not None and sheet.clauses[own].sentence == sentence
        for intro in intros
    )


def _address_labels(sheet: Sheet) -> list[int]:
    return [at for at, mark in sheet.marks.get("label", {}).items() if mark.value == Field.ADDRESS]


def _has_shape(words: Words, run: Run) -> bool:
    """Unasked it must look like a name: known names, two and three capitalised words, or, where a phone number or an
    email is given as well, words that mean nothing else."""
    sheet = words.sheet
    if sheet.asked in (Field.ADDRESS, Field.SERVICE_COUNTRY) or places.codes_by_name().get(sheet.slice(*run).lower()):
        return False
    spots = words.words(*run)
    glued = all(sheet.tokens[at].kind == "word" or sheet.tokens[at].text in ".'’-" for at in range(*run))
    if not glued or not 1 <= len(spots) <= 4 or not words.is_name(*run):
        return False
    several = len(spots) > 1 and all_capital(sheet, spots)
    if any(words.is_talk_too(at) and not (several and words.is_known(at)) for at in spots):
        return False
    if _is_labelled(sheet, run[0]) or _is_in_address(sheet, run[0]):
        return False
    capital = all_capital(sheet, spots) and all(sheet.tokens[at].text.isascii() for at in spots)
    if any(words.is_given(at) for at in spots) or (len(spots) > 1 and sheet.at("surname", spots[-1])):
        sure = len(spots) > 1 or capital or _gives_contact(sheet) or sheet.asked is not None
        full = len(spots) > 1 and all(words.is_known(at) for at in spots) and _is_next_to_contact(sheet, run)
        return sure and not _is_else_too(words, spots) and (full or _is_alone(sheet, run))
    heard = len(spots) > 1 and capital
    listed = all(words.kind(at) >= Kind.PLAIN or (heard and words.is_plain(at)) for at in spots)
    if not listed or any(is_placelike(sheet, at) for at in spots):
        return False
    if (
        _is_alone(sheet, run)
        and capital
        and (
            2 <= len(spots) <= 3
            or (_among_others(sheet) and _is_clause(sheet, run) and _is_next_to_contact(sheet, run))
        )
    ):
        return True
    return len(spots) <= 2 and _gives_contact(sheet) and len(sheet.found.fields) > 2 and _is_next_to_contact(sheet, run)


def _is_next_to_contact(sheet: Sheet, run: Run) -> bool:
    """Directly before or behind the number or the email."""
    contacts = (Field.PHONE.value, Field.EMAIL.value)
    beside = [run[0] - 1, run[1]]
    for side, step in ((0, -1), (1, 1)):
        while 0 <= beside[side] < len(sheet.tokens) and sheet.tokens[beside[side]].text in ",/|-–\n":
            beside[side] += step
    return any(0 <= at < len(sheet.tokens) and sheet.owner[at] in contacts for at in beside)


def _is_else_too(words: Words, spots: list[int]) -> bool:
    """A month or a country that somebody may be called by, alone."""
    return len(spots) == 1 and any(words.covered(category, spots[0]) for category in ("month", "country", "weekday"))


def _is_alone(sheet: Sheet, run: Run) -> bool:
    """Beside it in its clause stand only fillers and other values."""
    number = sheet.clause_at(run[0])
    if number is None:
        return False
    clause = sheet.clauses[number]
    small = not sheet.tokens[run[0]].text[:1].isupper() and sheet.tokens[run[0]].text.isascii()
    return all(
        (sheet.at("filler", at) and not small) or sheet.at("honorific", at) or sheet.covered("intent", at)
        for at in sheet.free(clause.start, clause.end)
        if not run[0] <= at < run[1]
    )


def _is_clause(sheet: Sheet, run: Run) -> bool:
    """Nothing else stands between the commas."""
    number = sheet.clause_at(run[0])
    if number is None:
        return False
    rest = (at for at in range(sheet.clauses[number].start, sheet.clauses[number].end) if not run[0] <= at < run[1])
    return all(sheet.tokens[at].kind == "mark" or sheet.at("honorific", at) for at in rest)


def _gives_contact(sheet: Sheet) -> bool:
    found = sheet.found
    return any(field in group for field in (Field.PHONE, Field.EMAIL) for group in (found.fields, found.unsure))


def _among_others(sheet: Sheet) -> bool:
    """Other values stand in the same message, so that a lone capitalised word between commas is a name."""
    return len(sheet.found.fields) > 1 and len(sheet.clauses) > 1
