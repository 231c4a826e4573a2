"""A name that nothing introduces: alone where it is asked, or of the shape of one (shape.py)."""

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run
from frontdesk.booking.dialogue.extractors.names.shape import has_shape, is_labelled
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words
from frontdesk.booking.dialogue.state import Field

_LONGEST = 200
# So many unknown words in small letters are a sentence; one less beside a question, in small talk.
_SENTENCE = 4
# Small words that family names begin with.
_PARTICLES = frozenset({"de", "da", "di", "van", "von", "bin", "binti", "al", "el", "la", "du", "st"})
_ORDERS = ("put", "such", "note", "write", "spoken", "called", "qualifier")
_LIGHT = ("filler", "answer", "intent", "copula", "stop", "honorific", "both", "label", "possessive", "lead")


def candidates(words: Words) -> list[Run]:
    """Runs that may be a name by themselves, in order."""
    sheet = words.sheet
    if sheet.has("hostile") or len(sheet.text) > _LONGEST:
        return []
    fits = _answers if sheet.asked is Field.NAME else has_shape
    return [
        run
        for clause, asks in zip(sheet.clauses, sheet.asking, strict=True)
        if not asks and not is_idle(words, clause.start, clause.end)
        for run in _stretches(words, clause)
        if fits(words, run) and not words.is_offer(*run)
    ]


def is_idle(words: Words, start: int, end: int) -> bool:
    """Nothing is given here; Sodhi, who sounds undecided, is somebody."""
    marks = (mark for one in ("refusal", "undecided", "small_talk") for mark in words.sheet.between(one, start, end))
    return any(not all(words.is_known(at) for at in range(mark.start, mark.end)) for mark in marks)


def _stretches(words: Words, clause: Clause) -> list[Run]:
    """Unclaimed runs of a clause without light words around them; contrasts part them ("पूजा नहीं पूनम")."""
    sheet = words.sheet
    runs: list[Run] = []
    start = clause.start
    for at in range(clause.start, clause.end + 1):
        if at == clause.end or sheet.owner[at] or _parts(sheet, at):
            if at > start and not (at < clause.end and _denies(sheet, at)):
                runs.append(peeled(words, start, at))
            start = at + 1
    return [from_capital(words, run) for run in runs if run[0] < run[1]]


def _parts(sheet: Sheet, at: int) -> bool:
    token = sheet.tokens[at]
    spaced = token.text in "-–—/|" and at > 0 and sheet.tokens[at - 1].end < token.start
    return _denies(sheet, at) or token.text in ":*|()•" or spaced


def _denies(sheet: Sheet, at: int) -> bool:
    denial = sheet.at("not", at)
    return denial is not None and denial.language != "en" and not denial.sounds


def from_capital(words: Words, run: Run) -> Run:
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


def peeled(words: Words, start: int, end: int) -> Run:
    sheet = words.sheet

    def light(at: int) -> bool:
        initial = words.is_initial(at) and sheet.tokens[at].kind == "word"
        closing = sheet.tokens[at].text == "." and at > start and len(sheet.tokens[at - 1].text) == 1
        if initial or closing or words.is_known(at):
            return False
        return sheet.tokens[at].kind == "mark" or any(words.covered(category, at) for category in _LIGHT)

    while start < end and light(start):
        start += 1
    asked = sheet.asked is Field.NAME
    while end > start and (light(end - 1) or (asked and _is_order(words, end - 1))):
        end -= 1
    return start, end


def _is_order(words: Words, at: int) -> bool:
    """The "असं टाका" and "likh lo" behind a name that was asked for."""
    mark = any((one := words.sheet.at(name, at)) is not None and not one.sounds for name in _ORDERS)
    return not words.is_known(at) and (mark or any(words.covered(name, at) for name in _ORDERS))


def _answers(words: Words, run: Run) -> bool:
    """The name was asked: nothing stands here but a name, and it is no adjective of a label ("old number: …")."""
    sheet = words.sheet
    start, end = run
    if not all(sheet.tokens[at].kind == "word" or sheet.tokens[at].text in ".'’-" for at in range(start, end)):
        return False
    spots = words.words(start, end)
    if len(spots) >= _SENTENCE - any(sheet.asking) and not any(
        words.is_known(at) or sheet.tokens[at].text.istitle() for at in spots
    ):
        return False
    apart = not is_labelled(sheet, start) or (words.is_given(start) and _is_next_thought(sheet, end))
    return apart and words.is_name(start, end)


def _is_next_thought(sheet: Sheet, at: int) -> bool:
    """ "Divya and my number is …": the label behind it has a value of its own."""
    while at < len(sheet.tokens) and not sheet.owner[at] and not sheet.at("both", at) and not sheet.at("label", at):
        if not any(sheet.covered(category, at) for category in (*_LIGHT, "put", "note")):
            return False
        at += 1
    return at < len(sheet.tokens) and sheet.at("both", at) is not None
