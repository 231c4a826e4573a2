"""How people lead to an address: "my address is", "ठेगाना त …", "I live at", "the address is wrong, it is …"."""

from frontdesk.booking.dialogue.extractors.message.layout import abbreviations
from frontdesk.booking.dialogue.extractors.message.lexicon import lookup
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.places.place import is_street
from frontdesk.booking.dialogue.state import Field

# A colon so near behind the label belongs to it.
_NEAR = 9
# So short are abbreviations that nobody has listed.
_SHORTENED = 4
_BEHIND = frozenset(
    {Field.PHONE, Field.EMAIL, Field.NAME, Field.EVENT_DATE, Field.SERVICE, Field.PACKAGE, Field.EVENT_TIME}
)


def introduced(sheet: Sheet) -> int | None:
    """Behind "my address is", "address:" or "I live at"; behind a bare "address" where a place follows."""
    for category in ("address_intro", "label"):
        for at, mark in sheet.marks.get(category, {}).items():
            if (category == "label" and mark.value != Field.ADDRESS) or sheet.owner[at]:
                continue
            if category == "label" and sheet.covered("place", at) and not sheet.at("place", at):
                continue  # the "adde" of "bus adde"
            if is_street(sheet, at):
                continue
            if sheet.is_asked_about(at) or _is_denied(sheet, mark.end):
                continue
            behind, signed = _behind_label(sheet, mark.end)
            known = category == "address_intro" or signed or sheet.asked is Field.ADDRESS or _follows(sheet, behind)
            turned = _is_turned(sheet, at, behind) and not _is_signed(sheet, behind)
            vague = category == "address_intro" and sheet.asked is not Field.ADDRESS and _is_vague(sheet, behind)
            if known and not turned and not vague and _begins(sheet, behind, signed=signed):
                return behind
    return _at_number(sheet)


def _at_number(sheet: Sheet) -> int | None:
    """ "… at 14 Palm Grove", "the house is 16 Civil Lines": a number that is no time, and a capital behind it."""
    for at, token in enumerate(sheet.tokens[:-2]):
        number, behind = sheet.tokens[at + 1], sheet.tokens[at + 2]
        if not sheet.is_free(at, at + 3):
            continue
        if behind.kind == "number" and token.text.casefold() == "at" and sheet.covered("place", at + 1):
            return at + 1  # "on 12 dec at Flat 4B, …"
        if number.kind != "number":
            continue
        if token.text.casefold() not in ("at", "to") and not _is_of_house(sheet, at):
            continue
        named = behind.kind == "word" and behind.text[:1].isupper() and len(behind.text) > 2
        if (
            named
            and not sheet.is_asked_about(at)
            and not any(sheet.at(one, at + 2) for one in ("unit", "clock", "month"))
        ):
            return at + 1
    return None


def _is_of_house(sheet: Sheet, at: int) -> bool:
    """The "is" of "our flat is …"."""
    return at > 0 and sheet.at("copula", at) is not None and sheet.covered("place", at - 1)


def _is_vague(sheet: Sheet, behind: int) -> bool:
    """ "I live in a joint family", "I live in New Jersey", "at home in Kerala": nothing to be found on a street map."""
    number = sheet.clause_at(behind) if behind < len(sheet.tokens) else None
    if number is None:
        return False
    end = sheet.clauses[number].end
    figures = (at for at in range(behind, end) if sheet.tokens[at].kind == "number" and not sheet.at("unit", at + 1))
    found = any(not sheet.owner[at] for at in figures) or sheet.has("place", behind, end)
    return not found and not any(is_street(sheet, mark.start) for mark in sheet.between("label", behind, end))


def _begins(sheet: Sheet, behind: int, *, signed: bool) -> bool:
    """Something follows in the same clause, or behind the sign."""
    if behind >= len(sheet.tokens):
        return False
    return signed or sheet.tokens[behind].kind != "mark" or sheet.tokens[behind].text in "\n(#\"'"


def _behind_label(sheet: Sheet, at: int) -> tuple[int, bool]:
    """Where the value begins, and whether a sign or a verb leads to it ("पत्ता बदलायचाय: …", "ठेगाना त …")."""
    colon = next((one for one in range(at, min(at + _NEAR, len(sheet.tokens))) if _is_sign(sheet, one)), None)
    if colon is not None and not has_signs(sheet, at, colon) and sheet.is_free(at, colon):
        return colon + 1, True
    signed = False
    while at < len(sheet.tokens):
        mark = sheet.at("such", at) or sheet.at("copula", at) or sheet.at("particle", at)
        if sheet.tokens[at].text not in ":-–=→" and (mark is None or mark.sounds):
            break
        if len(sheet.tokens[at].text) == 1 and at + 1 < len(sheet.tokens) and is_numbering(sheet, at + 1):
            break  # the H of "H no 56"
        signed = signed or mark is None or mark.value == "copula"
        at = mark.end if mark else at + 1
    if signed and at < len(sheet.tokens) and sheet.tokens[at].text == "\n":
        return at + 1, True
    giving = sheet.at("giving", at) if at < len(sheet.tokens) else None
    if giving is not None and giving.end < len(sheet.tokens) and sheet.tokens[giving.end].text in ",.":
        return giving.end + 1, True  # "ठेगाना दिन्छु, …"
    return at, signed


def _is_sign(sheet: Sheet, at: int) -> bool:
    """A colon, or a dash with room on both sides."""
    token = sheet.tokens[at]
    if token.text in "-–—" and 0 < at < len(sheet.tokens) - 1:
        return sheet.tokens[at - 1].end < token.start and token.end < sheet.tokens[at + 1].start
    return token.text == ":"


def _is_signed(sheet: Sheet, behind: int) -> bool:
    return 0 < behind <= len(sheet.tokens) and sheet.tokens[behind - 1].text == ":"


def _is_turned(sheet: Sheet, at: int, behind: int) -> bool:
    """Wants it changed; not the "new" of "New Delhi", nor of "new address 12 Lake Road"."""
    wanted = sheet.between("change", max(0, at - 3), behind + 2)
    if all(sheet.covered("changed", mark.start) for mark in wanted) and _follows(sheet, behind):
        return False
    return any(not sheet.covered("city", mark.start) for mark in wanted)


def _is_denied(sheet: Sheet, at: int) -> bool:
    denial = sheet.at("not", at) if at < len(sheet.tokens) else None
    return denial is not None and not denial.sounds


def _follows(sheet: Sheet, at: int) -> bool:
    """A number or words of a place stand in the rest of the clause."""
    number = sheet.clause_at(at) if at < len(sheet.tokens) else None
    if number is None:
        return False
    digits = sheet.tokens[at].kind == "number" and not sheet.owner[at]
    return digits or has_signs(sheet, at, sheet.clauses[number].end)


def behind_change(sheet: Sheet) -> int | None:
    """The clause behind one that wants another address ("address ta thik korun, 3 no. circular road hobe")."""
    for number, clause in enumerate(sheet.clauses[:-1]):
        if Field.ADDRESS not in sheet.values("label", clause.start, clause.end):
            continue
        if wants_changed(sheet, clause) and not sheet.asking[number]:
            return number + 1
    return None


def wants_changed(sheet: Sheet, clause: Clause) -> bool:
    """Says that something is wrong, and gives nothing itself."""
    said = any(sheet.has(category, clause.start, clause.end) for category in ("change", "misspelt"))
    digits = any(sheet.tokens[at].kind == "number" for at in range(clause.start, clause.end))
    return said and not digits and not has_signs(sheet, clause.start, clause.end)


def is_shortened(sheet: Sheet, at: int) -> bool:
    """A short word that no list knows, in capitals, with a full stop: "Blng. 4"."""
    if not 0 <= at < len(sheet.tokens) - 1 or sheet.tokens[at + 1].text != ".":
        return False
    text = sheet.tokens[at].text
    return text.isalpha() and text[0].isupper() and 1 < len(text) <= _SHORTENED and not lookup(text)


def behind_home(sheet: Sheet, start: int) -> int:
    """Behind "ghar", "বাড়ি" or "venue", which leads to the address; it is part of one in "ghar no. 5"."""
    mark = sheet.at("head", start) if start < len(sheet.tokens) else None
    if mark is None or mark.value != Field.ADDRESS or mark.language == "en" or mark.end >= len(sheet.tokens):
        return start
    own = sheet.at("place", start)
    part = (own is not None and own.end > mark.end) or is_numbering(sheet, mark.end)
    light = any(sheet.covered(category, mark.end) for category in ("link", "within", "filler", "copula"))
    return start if part or light or sheet.tokens[mark.end].kind != "word" else mark.end


def is_numbering(sheet: Sheet, at: int) -> bool:
    """ "no", "क्र." or "number" with figures behind it."""
    word = sheet.tokens[at].text.casefold()
    figures = any(token.kind == "number" for token in sheet.tokens[at + 1 : at + 3])
    return figures and (word in abbreviations() or sheet.covered("label", at))


def before_others(sheet: Sheet, start: int, end: int) -> int:
    """Where other values begin that follow the postal code without a comma ("… Pune 411045 5 December bridal")."""
    for at in range(start + 1, end):
        if sheet.owner[at] == Field.PINCODE and any(sheet.owner[one] in _BEHIND for one in range(at + 1, end)):
            return at
    return end


def has_signs(sheet: Sheet, start: int, end: int) -> bool:
    """Words of addresses, or a city."""
    if any(sheet.has(category, start, end) for category in ("place", "city")):
        return True
    return any(is_street(sheet, mark.start) for mark in sheet.between("label", start, end))
