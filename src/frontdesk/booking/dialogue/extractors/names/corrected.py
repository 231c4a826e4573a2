"""The name that is right, where another one was wrong."""

from collections.abc import Iterator

from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run, goes_back, joins
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital
from frontdesk.booking.dialogue.state import Field

# A correction is said in few words; a story denies much.
_LONGEST = 200


def corrected(words: Words) -> Run | None:
    """The name that is right, where another was wrong: "Sharmila hobe, Sharmili na", "नाम बदलकर रेणु कर दो"."""
    sheet = words.sheet
    about = sheet.asked is Field.NAME or Field.NAME in sheet.values("label") or sheet.has("under")
    if (
        len(sheet.text) > _LONGEST
        or not about
        or not any(sheet.has(category) for category in ("change", "misspelt", "not"))
    ):
        return None
    runs = [run for run in _all_runs(words) if words.is_name(*run) and not _is_others(sheet, run[0])]
    denied = [run for run in runs if _is_denied(sheet, run)]
    kept = [run for run in runs if run not in denied and (denied or _is_named_so(words, run))]
    if not kept or not (denied or sheet.has("change") or sheet.has("misspelt")):
        return None
    return kept[-1]


def _all_runs(words: Words) -> Iterator[Run]:
    """Every run of words that may be a name and stands in no question."""
    sheet = words.sheet
    for clause, asks in zip(sheet.clauses, sheet.asking, strict=True):
        start = clause.start
        for at in range(clause.start, clause.end + 1):
            if not asks and at < clause.end and (goes_back(words, at) or joins(words, at)):
                continue
            if start < at:
                yield start, at
            start = at + 1


def _is_denied(sheet: Sheet, run: Run) -> bool:
    start, end = run
    behind = sheet.at("not", end) if end < len(sheet.tokens) else None
    if behind is not None and behind.language != "en":
        return True
    before = next((sheet.at("not", at) for at in range(start - 1, max(-1, start - 3), -1) if sheet.at("not", at)), None)
    return before is not None and before.language == "en" and sheet.tokens[start - 1].text.isascii()


def _is_others(sheet: Sheet, at: int) -> bool:
    """In a clause about another field."""
    number = sheet.clause_at(at)
    if number is None:
        return False
    labels = sheet.values("label", sheet.clauses[number].start, sheet.clauses[number].end)
    return bool(labels) and Field.NAME not in labels


def _is_named_so(words: Words, run: Run) -> bool:
    """Behind the word of changing, and ended by what ends a name."""
    sheet = words.sheet
    turns = [at for category in ("change", "misspelt") for at in sheet.marks.get(category, {})]
    places = words.words(*run)
    sure = any(words.kind(at) is Kind.KNOWN for at in places) or not sheet.tokens[places[0]].text.isascii()
    return any(at < run[0] for at in turns) and (sure or all_capital(sheet, places)) and _closes(sheet, run[1])


def _closes(sheet: Sheet, end: int) -> bool:
    if end >= len(sheet.tokens) or sheet.tokens[end].kind == "mark" or sheet.owner[end]:
        return True
    return any(sheet.covered(category, end) for category in ("copula", "stop", "filler", "answer", "honorific"))
