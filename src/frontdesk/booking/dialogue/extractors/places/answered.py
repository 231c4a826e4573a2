"""The address as an answer: the stretch of it that can be a place at all."""

from frontdesk.booking.dialogue.extractors.message.lexicon import endings
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.places import piece
from frontdesk.booking.dialogue.extractors.places.clause import is_asking, is_bare_place, is_beside
from frontdesk.booking.dialogue.extractors.places.said import before_others, has_signs, is_shortened

_OKAY = frozenset({"ok", "okay", "k", "okk"})
_LEADS = ("answer", "lead", "particle", "write")
# What takes back an address that was given before.
_TAKES_BACK = ("stale", "changed", "instead")


def find(sheet: Sheet, first: int) -> tuple[int, int] | None:
    """From this clause on, the first stretch that is no question, answer or other value, and can be a place at all."""
    for start, end in _stretches(sheet, _behind_correction(sheet, first)):
        cut = before_others(sheet, start, end)
        end = cut if piece.says_where(sheet, start, cut) else end
        if piece.talks(sheet, start, end):
            continue
        start, end = piece.narrowed(sheet, start, end)
        while start < end and (_leads_in(sheet, start) or sheet.tokens[start].text in ",-:"):
            start += 1
        end = _before_thanks(sheet, start, end)
        if _is_placelike(sheet, start, end) or (start := _later_start(sheet, start, end)):
            return start, end
    return None


def _behind_correction(sheet: Sheet, first: int) -> int:
    """Behind a clause that takes back the address before it ("12 Nehru Road, no, the old one, 40 Tagore Park")."""
    sure = [piece.says_where(sheet, clause.start, clause.end) for clause in sheet.clauses]
    for number in range(len(sheet.clauses) - 2, first, -1):
        clause = sheet.clauses[number]
        taken_back = not sure[number] and any(sheet.has(one, clause.start, clause.end) for one in _TAKES_BACK)
        if taken_back and any(sure[first:number]) and any(sure[number + 1 :]):
            return number + 1
    return first


def _before_thanks(sheet: Sheet, start: int, end: int) -> int:
    """ "… Kolkata 700091 thank you", "… New Delhi ok": courtesy behind an address."""
    polite = (mark for one in ("sign_off", "intent") for mark in sheet.between(one, start + 1, end))
    end = next((mark.start for mark in polite if mark.end == end and not sheet.covered("place", mark.start)), end)
    return end - 1 if end - start > 1 and sheet.tokens[end - 1].text.casefold() in _OKAY else end


def _later_start(sheet: Sheet, start: int, end: int) -> int:
    """ "Kanpur me hi hai, kidwai nagar, 128/45": a remark comes first; 0 if no clause behind it begins an address."""
    begins = (clause.start for clause in sheet.clauses if start < clause.start < end)
    return next((at for at in begins if has_signs(sheet, at, end) and _is_placelike(sheet, at, end)), 0)


def _leads_in(sheet: Sheet, at: int) -> bool:
    """ "Yes", "ok", "write:", and the "I" of "मैं लखनऊ में रहती हूँ"."""
    if sheet.tokens[at].kind == "mark":
        return False
    if (
        at + 1 < len(sheet.tokens)
        and sheet.tokens[at + 1].text in "./"
        and sheet.tokens[at + 1].start == sheet.tokens[at].end
    ):
        return False
    if piece.begins_name(sheet, at) and not piece.is_noting(sheet, at):
        return False
    weak = sheet.at("intro_weak", at)
    if weak is not None and (weak.language != "en" or _is_place_next(sheet, weak.end)):
        return True
    if sheet.covered("note", at) or piece.is_telling(sheet, at):
        return True
    if (origin := sheet.at("origin", at)) is not None and origin.language == "en":
        return True
    return any((mark := sheet.at(category, at)) is not None and not mark.sounds for category in _LEADS)


def _is_place_next(sheet: Sheet, at: int) -> bool:
    """ "It's 14 Hill Road"."""
    return at < len(sheet.tokens) and (sheet.tokens[at].kind == "number" or has_signs(sheet, at, at + 1))


def _stretches(sheet: Sheet, first: int) -> list[tuple[int, int]]:
    """Runs of clauses that may belong to one address: of one sentence, or lines that go on."""
    runs: list[tuple[int, int]] = []
    before: Clause | None = None
    for number, clause in enumerate(sheet.clauses[first:], first):
        if is_asking(sheet, number) or is_beside(sheet, clause):
            before = None
            continue
        if before is not None and runs and _joins(sheet, before, clause):
            runs[-1] = (runs[-1][0], clause.end)
        else:
            runs.append((clause.start, clause.end))
        before = clause
    return runs


def _joins(sheet: Sheet, before: Clause, clause: Clause) -> bool:
    """Of one sentence, on the next line, or still an address by its words."""
    between = {token.text for token in sheet.tokens[before.end : clause.start]}
    if before.sentence == clause.sentence or "\n" in between or has_signs(sheet, clause.start, clause.end):
        return True
    return between == {"."} and is_shortened(sheet, before.end - 1) and is_bare_place(sheet, clause)


def _is_placelike(sheet: Sheet, start: int, end: int) -> bool:
    """Signs of an address, or words that are no everyday talk."""
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word"]
    if not words or is_later(sheet, start, end):
        return False
    plain = [at for at in words if not sheet.covered("place", at) and not sheet.covered("city", at)]
    if any(sheet.covered(category, at) for at in plain for category in ("want", "talk", "person", "intent")):
        return has_signs(sheet, start, end) and not any(sheet.covered("speaks", at) for at in words)
    common = [
        at for at in words if any(sheet.covered(category, at) for category in ("speaks", "also", "answer", "filler"))
    ]
    if has_signs(sheet, start, end):
        return len(common) <= len(words) * 0.7
    return len(common) <= len(words) * 0.4


def is_later(sheet: Sheet, start: int, end: int) -> bool:
    """ "लोकेसन पछि पठाइदिन्छु", "ghar pe puchke batati hu": no place yet."""
    digits = any(sheet.tokens[at].kind == "number" for at in range(start, end))
    if digits or sheet.has("city", start, end):
        return False
    last = sheet.tokens[end - 1].text.casefold()
    return sheet.has("later", start, end) or sheet.has("undecided", start, end) or last.endswith(endings("verb_ending"))
