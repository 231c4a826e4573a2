"""Whose name it is by where it stands: behind "my sister", below a letter."""

from frontdesk.booking.dialogue.extractors.message import lexicon
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run, run_from
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital
from frontdesk.kit.languages import Language

_SIGNATURES = frozenset({"-", "–", "—", "~", "\n", ","})


def related(words: Words) -> Run | None:
    """ "For my sister Rina", "मेरी बहन रीना के लिए"."""
    sheet = words.sheet
    for at, mark in sheet.marks.get("relation", {}).items():
        if sheet.is_asked_about(at) or sheet.owner[at] or mark.sounds:
            continue
        start = _behind_for(sheet, mark.end)
        while start < len(sheet.tokens) and sheet.tokens[start].text in ":-–":
            start += 1
        run = run_from(words, start)
        places = words.words(*run)
        if not words.is_name(*run) or not _ends_relation(sheet, run[1]):
            continue
        latin = sheet.tokens[places[0]].text.isascii()
        if any(words.kind(place) is Kind.KNOWN for place in places) or (latin and all_capital(sheet, places)):
            return run
        local = sheet.language is not Language.EN and all(words.kind(place) is Kind.PLAIN for place in places)
        if (not latin or local) and (sheet.at("for_whom", run[1]) or _is_for(sheet, run[1] - 1)):
            return run
    return None


def _behind_for(sheet: Sheet, at: int) -> int:
    """ "Pitaji k liye - Ramnarayan Meena": behind the dash or colon."""
    mark = sheet.at("for_whom", at)
    if mark is None or mark.end >= len(sheet.tokens) or sheet.tokens[mark.end].text not in ":-–":
        return at
    return mark.end


def _is_for(sheet: Sheet, at: int) -> bool:
    """ "रीनासाठी": the postposition is written onto the name."""
    return sheet.tokens[at].text.casefold().endswith(lexicon.endings("for_ending"))


def _ends_relation(sheet: Sheet, end: int) -> bool:
    """What follows is no sentence about her ("my friend Neha told me …")."""
    if end >= len(sheet.tokens) or sheet.tokens[end].kind == "mark" or sheet.owner[end]:
        return True
    return any(sheet.at(category, end) for category in ("for_whom", "whose")) or (
        sheet.at("stop", end) is not None and sheet.language == "en"
    )


def signed(words: Words) -> Run | None:
    """ "Regards, Neha" or "- Neha" behind everything else."""
    sheet = words.sheet
    for clause in sheet.clauses[-1:]:
        start = clause.start
        while start < clause.end and sheet.tokens[start].text in _SIGNATURES:
            start += 1
        lead = start > 1 and sheet.tokens[start - 1].text in _SIGNATURES - {","}
        greeted = sheet.at("sign_off", start)
        if greeted is not None:
            start, lead = greeted.end, True
        elif start > 1 and sheet.tokens[start - 1].text in ",\n":
            lead = _signs_off(sheet, start - 1)
        else:
            dash = next((at for at in range(clause.end - 2, clause.start, -1) if sheet.tokens[at].text in "-–—~"), 0)
            glued = bool(dash) and sheet.tokens[dash - 1].end == sheet.tokens[dash].start
            start, lead = (dash + 1, True) if dash and not glued and clause.end - dash <= 4 else (start, lead)
        run = start, clause.end
        if lead and start < clause.end and sheet.is_free(*run) and words.is_name(*run) and _is_signature(words, run):
            return run
    return None


def _signs_off(sheet: Sheet, comma: int) -> bool:
    """ "Thanks," stands before."""
    return any(mark.end == comma for mark in sheet.marks.get("sign_off", {}).values())


def _is_signature(words: Words, run: Run) -> bool:
    places = words.words(*run)
    return all_capital(words.sheet, places) or any(words.kind(at) is Kind.KNOWN for at in places)
