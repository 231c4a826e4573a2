"""Names behind which it says so, and those of somebody with a title: "Irshad Ali naam h", "for Ms Harshleen Sodhi"."""

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run, run_from
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_OPENING = ("filler", "answer", "intent", "intro_weak", "lead", "also", "both")
_CLOSING = ("copula", "possessive", "filler", "stop", "assent", "called_me", "put", "note", "write", "such", "same")
# A name stands so near behind the document that it is in.
_NEAR = 5
_ELSE = ("festival", "month", "weekday", "city", "country", "place", "everyday", "event")
_OTHERS = ("relation", "whose", "yours", "for_whom", "family", "place")


def named_last(words: Words) -> Run | None:
    """ "Irshad Ali naam h": the word for a name ends what the clause says."""
    sheet = words.sheet
    for at, mark in sheet.marks.get("intro", {}).items():
        number = sheet.clause_at(at)
        if number is None or mark.language is Language.EN or mark.end - at > 1 or sheet.asking[number]:
            continue
        clause = sheet.clauses[number]
        run = _behind_opening(words, clause, at), at
        if _ends(sheet, mark.end, clause.end) and sheet.is_free(*run) and words.is_name(*run) and _is_sure(words, run):
            return run
    return None


def titled(words: Words) -> Run | None:
    """ "Kindly book for Ms Harshleen Sodhi": somebody with a title, or with two names of which one is known."""
    sheet = words.sheet
    for at, mark in sheet.marks.get("for_whom", {}).items():
        start = mark.end
        if mark.language is not Language.EN or sheet.is_asked_about(at) or start >= len(sheet.tokens):
            continue
        run = run_from(words, start)
        spots = words.words(*run)
        if not words.is_name(*run) or words.is_offer(*run) or not all_capital(sheet, spots):
            continue
        title = sheet.at("honorific", start) is not None and not words.is_known(start)
        known = len(spots) > 1 and any(words.kind(spot) is Kind.KNOWN for spot in spots)
        plain = all(words.kind(spot) >= Kind.PLAIN for spot in spots)
        if plain and (title or known or _is_served(words, spots)):
            return run
    return None


def _is_served(words: Words, spots: list[int]) -> bool:
    """ "Kids haircut for Rohan": a service is chosen, and the one word is a first name and nothing else."""
    plain = words.is_given(spots[0]) and not words.is_talk_too(spots[0])
    others = any(words.covered(one, spots[0]) for one in _ELSE)
    return len(spots) == 1 and plain and not others and Field.SERVICE in words.sheet.found.fields


def _behind_opening(words: Words, clause: Clause, end: int) -> int:
    start = clause.start
    while (
        start < end
        and not words.is_known(start)
        and (words.sheet.tokens[start].kind == "mark" or any(words.covered(one, start) for one in _OPENING))
    ):
        start += 1
    return start


def _ends(sheet: Sheet, start: int, end: int) -> bool:
    """Only "is", "my" and the like up to the end of the clause."""
    return all(
        sheet.tokens[at].kind == "mark" or sheet.owner[at] or any(sheet.covered(one, at) for one in _CLOSING)
        for at in range(start, end)
    )


def _is_sure(words: Words, run: Run) -> bool:
    sheet = words.sheet
    spots = words.words(*run)
    if any(sheet.covered(category, at) for category in _OTHERS for at in range(*run)):
        return False
    if not all(words.kind(at) is Kind.KNOWN or words.is_plain(at) for at in spots):
        return False
    capital = all_capital(sheet, spots) and sheet.tokens[spots[0]].text.isascii()
    known = any(words.kind(at) is Kind.KNOWN for at in spots)
    return capital or known or sheet.asked is Field.NAME or bool(sheet.found.fields)


def ordered(words: Words) -> Run | None:
    """ "Sab mujhe Chinky bulate hai par likhna Priyanka Rawat": asked for, the name behind the order to write it."""
    sheet = words.sheet
    if sheet.asked is not Field.NAME:
        return None
    for at, mark in sorted(sheet.marks.get("put", {}).items(), reverse=True):
        number = sheet.clause_at(at)
        if number is None or sheet.asking[number] or mark.end >= sheet.clauses[number].end:
            continue
        run = run_from(words, mark.end)
        if _ends(sheet, run[1], sheet.clauses[number].end) and words.is_name(*run) and _is_sure(words, run):
            return run
    return None


def recorded(words: Words) -> Run | None:
    """ "Aadhaar pe to Anju Bala Kashyap hai": asked for, the name that stands in a document."""
    sheet = words.sheet
    if sheet.asked is not Field.NAME:
        return None
    for at, mark in sorted(sheet.marks.get("reference", {}).items(), reverse=True):
        number = sheet.clause_at(at)
        if number is None or sheet.asking[number]:
            continue
        clause = sheet.clauses[number]
        near = range(mark.end, min(mark.end + _NEAR, clause.end))
        start = next((one for one in near if words.kind(one) >= Kind.PLAIN), clause.end)
        run = run_from(words, start)
        if _ends(sheet, run[1], clause.end) and words.is_name(*run) and _is_sure(words, run):
            return run
    return None
