"""What looks like a name although nobody asked and nothing introduces it."""

from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital, is_placelike
from frontdesk.booking.dialogue.extractors.places import place as places
from frontdesk.booking.dialogue.state import Field


def has_shape(words: Words, run: Run) -> bool:
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
    if any(is_placelike(sheet, at) and not words.is_known(at) for at in spots):
        return False
    if is_labelled(sheet, run[0]) or _is_in_address(sheet, run[0]):
        return False
    capital = all_capital(sheet, spots) and all(sheet.tokens[at].text.isascii() for at in spots)
    named = words.is_given(spots[0]) or (capital and any(words.is_given(at) for at in spots))
    if named or (len(spots) > 1 and sheet.at("surname", spots[-1])):
        sure = len(spots) > 1 or capital or _gives_contact(sheet) or sheet.asked is not None
        listed = all(words.is_known(at) for at in spots)
        full = listed and (len(spots) > 1 or capital) and _is_next_to_contact(sheet, run)
        return sure and not _is_else_too(words, spots) and (full or _is_alone(sheet, run))
    heard = len(spots) > 1 and capital
    listed = all(words.kind(at) >= Kind.PLAIN or (heard and words.is_plain(at)) for at in spots)
    if not listed:
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


def is_labelled(sheet: Sheet, at: int) -> bool:
    """Another field is named in the clause, which is about that one."""
    number = sheet.clause_at(at)
    if number is None:
        return False
    clause = sheet.clauses[number]
    labels = sheet.between("label", clause.start, clause.end)
    return any(
        mark.value != Field.NAME and not sheet.owner[mark.start] and not _is_chosen(sheet, str(mark.value))
        for mark in labels
    )


def _is_chosen(sheet: Sheet, field: str) -> bool:
    """ "Bridal luxury package 21 feb Harleen Kaur 98…" has said what its label is about."""
    return field in (Field.SERVICE, Field.PACKAGE) and field in sheet.found.fields


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
