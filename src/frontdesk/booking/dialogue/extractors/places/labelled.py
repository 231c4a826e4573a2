"""How far the address goes that stands behind its label."""

from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.places.clause import is_bare_place, is_foreign
from frontdesk.booking.dialogue.extractors.places.said import has_signs, is_shortened
from frontdesk.booking.dialogue.state import Field


def end_of_labelled(sheet: Sheet, start: int) -> int:
    """Up to the next field's label, the next line of a form that is no part of it, or the end of the sentence."""
    end = start
    own = sheet.clause_at(start)
    sentence = sheet.clauses[own].sentence if own is not None else 0
    for clause in sheet.clauses:
        if clause.end <= start:
            continue
        begins = max(clause.start, start)
        new = clause.start > start
        short = new and is_shortened(sheet, clause.start - 2) and is_bare_place(sheet, clause)
        if new and (clause.sentence != sentence and not (short or _goes_on(sheet, clause))):
            break
        if new and (sheet.at("label", clause.start) or sheet.is_asked_about(clause.start) or is_foreign(sheet, clause)):
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
    """A next line that still looks like an address, or stands between one and its postal code."""
    if is_foreign(sheet, clause):
        return False
    if has_signs(sheet, clause.start, clause.end):
        return True
    if clause.start == 0 or sheet.tokens[clause.start - 1].text != "\n" or not is_bare_place(sheet, clause):
        return False
    numbered = any(sheet.tokens[at].kind == "number" for at in sheet.free(clause.start, clause.end))
    return numbered or Field.PINCODE in sheet.owner[clause.end : clause.end + 2]
