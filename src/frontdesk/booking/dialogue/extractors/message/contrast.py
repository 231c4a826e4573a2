"""Two values of one kind in a message: which is meant ("not 10, but 11", "old … new …", "change 10 to 11")."""

from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_REACH = 5
# So far may two values stand apart, of which one replaces the other.
_APART = 10
_LONG_FIGURE = 4
_ARROWS = frozenset({"to", "->", "→", ">", "with", "by", "into"})
# A slip noticed, in whatever language.
_NUMERO = frozenset({"no", "num", "nr", "id", ":", ".", "-", "#"})
_SLIPS = frozenset({"na", "naa", "nah", "oops", "arre", "arey", "oho"})
# What may stand between a word of doubt and the value it is about.
_LIGHT = ("label", "filler", "honorific")


def is_denied(sheet: Sheet, start: int, end: int, field: Field | None = None, value: str = "") -> bool:
    """The value at tokens[start:end] is the one that is not meant, or holds no more.

    With `field` and `value`: "wrong, 226010" says of what stands already that it is wrong, if that is another.
    """
    if _denied_behind(sheet, end):
        return True
    return _denied_before(sheet, start) and not (field and _is_behind_wrong(sheet, start, end, field, value))


def _is_behind_wrong(sheet: Sheet, start: int, end: int, field: Field, value: str) -> bool:
    if sheet.context.collected.get(field) == value or any(_is_code(sheet, at) for at in range(end, len(sheet.tokens))):
        return False
    at = start - 1
    while at >= max(0, start - _REACH) and not sheet.covered("wrong", at):
        if not (sheet.covered("copula", at) or _is_light(sheet, at) or sheet.tokens[at].text in ":-"):
            return False
        at -= 1
    return (
        at >= 0
        and sheet.covered("wrong", at)
        and not any(sheet.covered("stale", before) for before in range(max(0, at - 2), at))
    )


def _is_code(sheet: Sheet, at: int) -> bool:
    """Part of a number or an address on the net, such as could be the right one."""
    token = sheet.tokens[at]
    return token.text == "@" or (token.kind == "number" and len(token.text) >= _LONG_FIGURE)


def is_replaced(sheet: Sheet, end: int, other: int) -> bool:
    """The value before `end` gives way to the one at `other`: "from 10 to 11", "10 की जगह 11", "10 नहीं 11"."""
    between = range(end, other)
    if not 0 < len(between) <= _APART or _is_fallback(sheet, between):
        return False
    if any(_says(sheet, ("told", "dead"), at) or _is_regret(sheet, at) for at in between):
        return True
    if len(between) > _REACH:
        return False
    if any(sheet.tokens[at].text.casefold() in _ARROWS for at in between):
        return all(sheet.tokens[at].kind == "mark" or _is_arrow(sheet, at) or _is_light(sheet, at) for at in between)
    return any(_mark_abroad(sheet, category, at) for at in between for category in ("instead", "not"))


def gives_way(sheet: Sheet, field: Field, start: int) -> bool:
    """The value of this field that was claimed last before tokens[start] gives way to the one there."""
    ends = [at + 1 for at in range(max(0, start - _APART), start) if sheet.owner[at] == field]
    return bool(ends) and is_replaced(sheet, ends[-1], start)


def _is_fallback(sheet: Sheet, between: range) -> bool:
    """ "98…, if that rings out 97…": the second is for want of the first."""
    return any(sheet.covered("condition", at) for at in between)


def _is_regret(sheet: Sheet, at: int) -> bool:
    """Sorry, no, oops: as English says it between the two."""
    if sheet.tokens[at].text.casefold() in _SLIPS:
        return True
    mark = sheet.at("instead", at)
    return mark is not None and mark.language is Language.EN and not _is_numero(sheet, at)


def _says(sheet: Sheet, categories: tuple[str, ...], at: int) -> bool:
    return any(sheet.covered(category, at) for category in categories)


def corrects(sheet: Sheet, start: int) -> bool:
    """A word of correction ("no, sorry", "बदल कर", "new") stands within the few words before tokens[start]."""
    near = range(max(0, start - _REACH), start)
    return not _is_fallback(sheet, near) and any(
        sheet.tokens[at].text.casefold() in _SLIPS
        or (not _is_numero(sheet, at) and any(sheet.covered(one, at) for one in ("instead", "not", "change")))
        for at in near
    )


def is_reference(sheet: Sheet, start: int) -> bool:
    """Behind "account number", "आधार": a number of something else."""
    at = start - 1
    while at >= max(0, start - _REACH):
        if sheet.covered("reference", at):
            return True
        numero = sheet.tokens[at].text.casefold() in _NUMERO
        if not (numero or _is_light(sheet, at) or sheet.covered("copula", at)):
            return False
        at -= 1
    return False


def _denied_before(sheet: Sheet, start: int) -> bool:
    """ "Old number: …", "not …", "instead of …"; a verb at the end of an Indic sentence is about what was before it."""
    at = start - 1
    while at >= max(0, start - _REACH):
        if _says(sheet, ("dead",), at) and _is_fallback(sheet, range(max(0, at - _REACH), at)):
            return False  # "my number if they get lost 97…"
        if _says(sheet, ("stale", "dead"), at):
            # "Mine is lost 97…": the verb is about what was before it; "lost number 97…" is about this one.
            return at < start - 1 or _says(sheet, ("stale",), at) or _language(sheet, "dead", at) is Language.EN
        if sheet.covered("not", at) and at == start - 1:
            return _language(sheet, "not", at) is Language.EN
        ends = at > 0 and sheet.covered("dead", at - 1)
        copula = sheet.covered("copula", at) and (ends or _language(sheet, "copula", at) is Language.EN)
        light = _is_light(sheet, at) and not sheet.covered("change", at)
        if not (copula or light or sheet.tokens[at].text in ":-"):
            return False
        at -= 1
    return False


def _denied_behind(sheet: Sheet, end: int) -> bool:
    """ "… is wrong", "… is my old number", "… नहीं", "… পুরনো"."""
    at = end
    while at < min(len(sheet.tokens), end + _REACH - 1):
        if sheet.covered("condition", at):
            return False
        if _says(sheet, ("stale", "dead"), at):
            return True
        if _mark_abroad(sheet, "not", at):
            return True
        if not (sheet.covered("copula", at) or _is_light(sheet, at)):
            return False
        at += 1
    return False


def _mark_abroad(sheet: Sheet, category: str, at: int) -> bool:
    """Said behind what it is about, as Hindi, Nepali, Marathi and Bengali do; English says it before."""
    return sheet.covered(category, at) and _language(sheet, category, at) is not Language.EN


def _language(sheet: Sheet, category: str, at: int) -> Language | None:
    mark = next((one for one in sheet.between(category, at - 3, at + 1) if one.start <= at < one.end), None)
    return mark.language if mark else None


def _is_light(sheet: Sheet, at: int) -> bool:
    return any(sheet.covered(category, at) for category in _LIGHT)


def _is_arrow(sheet: Sheet, at: int) -> bool:
    return sheet.tokens[at].text.casefold() in _ARROWS


def _is_numero(sheet: Sheet, at: int) -> bool:
    """The "no" of "phone no 98…"."""
    if sheet.tokens[at].text.casefold() not in ("no", "num") or at == 0:
        return False
    return sheet.covered("label", at) or sheet.tokens[at - 1].kind == "word"
