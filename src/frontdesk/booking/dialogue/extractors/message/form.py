"""Labelled values, as in a pasted form: "Name: Priya", "Phone - 98…", each read as the answer to its label."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from frontdesk.booking.dialogue.extractors.message import layout, pasted
from frontdesk.booking.dialogue.extractors.message.pasted import CUTS, LIST
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.wishes import question
from frontdesk.booking.dialogue.state import Field

_COLONS = frozenset({":", "=", "：", "→", "➡", "⇒", "»"})
_DASHES = frozenset({"-", "–", "—", "~"})
_SIGNS = _COLONS | _DASHES | {"\n"}
# These may stand between a label's sign and its value: ":-", "->", bold stars.
_PADDING = _COLONS | _DASHES | {">", "*", "_", "."}
_LOOSE = CUTS | {".", "*", "-", "•", "–", "_", "#", "("}
# These run over several clauses or lines until the next label.
_LONG = (Field.ADDRESS,)
# Words of a line that leads to the lines below it.
_LEADING = ("copula", "write", "note", "filler", "particle", "such")
_PERSONAL = (Field.NAME, Field.PHONE, Field.EMAIL)
_ASIDE = "aside"
# No form has more lines than this.
_MOST_LINES = 60
# Words between a line's begin and its label ("Your phone:"), or between a foreign label and its colon.
_REACH = 3
# Words in brackets behind a label are no more than these: "Name (of the bride):".
_LONGEST_ASIDE = 5


@dataclass(frozen=True, slots=True)
class _Head:
    """A label, none of ours if `field` is None; tokens[begin:start] belong to it, its value begins at `start`."""

    field: Field | None
    begin: int
    start: int
    led: bool = False  # by a whole line of words


@dataclass(frozen=True, slots=True)
class _Entry:
    """tokens[start:end] are the value behind the label that begins at `label`."""

    field: Field | None
    label: int
    start: int
    end: int


def read(page: Sheet, values: Callable[[Sheet], object]) -> None:
    """Reads every labelled value on a sheet of its own and claims it on the page."""
    pasted.claim(page)
    for entry in _entries(page):
        if entry.field is None:
            page.claim(entry.label, entry.end, _ASIDE)
            continue
        _unask(page, entry.label)
        if entry.field is Field.PACKAGE and _may_name_service(page, entry):
            _merge(page, _read(page, entry, Field.SERVICE, values), replace(entry, field=Field.SERVICE), only=True)
        _merge(page, _read(page, entry, entry.field, values), entry)


def _read(page: Sheet, entry: _Entry, asked: Field, values: Callable[[Sheet], object]) -> Sheet:
    collected = {**page.context.collected, **page.found.fields}
    context = replace(page.context, language=page.language, asked=asked, collected=collected)
    sub = layout.lay_out(page.quote(entry.start, entry.end), context)
    sub.language = page.language
    question.mark(sub)
    values(sub)
    return sub


def _may_name_service(page: Sheet, entry: _Entry) -> bool:
    """ "Package: Bridal Premium", where no service is known yet."""
    known = Field.SERVICE in page.found.fields or Field.SERVICE in page.context.collected
    return not known and all(token.kind != "number" for token in page.tokens[entry.start : entry.end])


def _unask(page: Sheet, label: int) -> None:
    """ "Where: Hotel Taj" asks for nothing."""
    number = page.clause_at(label)
    if number is not None and (page.at("head", label) or page.clauses[number].closes == "?"):
        page.worded[number] = page.asking[number] = False


def _merge(page: Sheet, sub: Sheet, entry: _Entry, *, only: bool = False) -> None:
    """The labelled field is settled by its own line; others found there count unless they are known already.

    `only`: nothing but a valid value of that field is taken over, and nothing is claimed.
    """
    found = page.found
    if only:
        if entry.field in sub.found.fields:
            found.fields[entry.field] = sub.found.fields[entry.field]
        return
    for target, source in (
        (found.fields, sub.found.fields),
        (found.invalid, sub.found.invalid),
        (found.unsure, sub.found.unsure),
    ):
        for field, value in source.items():
            if field is entry.field or field not in found.fields:
                target[field] = value
    page.claim(entry.label, entry.end, str(entry.field))
    if len(sub.owner) == entry.end - entry.start:
        for at, owner in enumerate(sub.owner, entry.start):
            page.owner[at] = owner or page.owner[at]


def _entries(page: Sheet) -> list[_Entry]:
    heads = _heads(page)
    entries: list[_Entry] = []
    for place, head in enumerate(heads):
        limit = heads[place + 1].begin if place + 1 < len(heads) else len(page.tokens)
        start = head.start
        while start < limit and page.tokens[start].text in _PADDING:
            start += 1
        end = _trimmed(page, start, _end(page, head.field, start, limit))
        if end > start or head.field is None:
            entries.append(_Entry(head.field, head.begin, start, max(start, end)))
    return entries


def _heads(page: Sheet) -> list[_Head]:
    heads: list[_Head] = []
    if not any(token.text in _SIGNS or token.text in "]?" for token in page.tokens):
        return heads
    places = {at for category in ("label", "head", _ASIDE) for at in page.marks.get(category, {})}
    for at in sorted(places):
        if heads and at < heads[-1].start:
            continue
        head = _labelled(page, at) or _own_line(page, at) or _aside(page, at)
        if head is not None:
            if heads and head.begin < heads[-1].start:
                head = replace(head, begin=heads[-1].start)
            heads.append(head)
        if len(heads) == _MOST_LINES:
            break
    for sign in ("\n", "?"):
        alone = [head for head in heads if page.tokens[head.start - 1].text == sign and not head.led]
        heads = heads if len(alone) != 1 else [head for head in heads if head not in alone]
    return heads


def _labelled(page: Sheet, at: int) -> _Head | None:
    """A field's label with its sign. One of [head] counts only where a line or a part of it begins."""
    mark = page.at("label", at) or page.at("head", at)
    if mark is None:
        return None
    if at > 0 and page.tokens[at - 1].text == "[" and mark.end < len(page.tokens) and page.tokens[mark.end].text == "]":
        return _Head(Field(str(mark.value)), at - 1, mark.end + 1)
    sign = _sign(page, mark.end)
    begin = _begin(page, at) if sign else None
    if not sign or (begin is None and (mark is not page.at("label", at) or not _is_colon(page, sign - 1))):
        return None
    if begin is not None and any(page.covered(_ASIDE, place) for place in range(begin, at)):
        return _Head(None, begin, sign)
    return _Head(Field(str(mark.value)), at if begin is None else begin, sign)


def _own_line(page: Sheet, at: int) -> _Head | None:
    """A label that has its line for itself, its value on the next one: "पत्ता लिहून घ्या" leads to all that follow."""
    mark = page.at("label", at)
    if mark is None:
        return None
    end = _end_of_lead(page, mark.end) if mark.value in _LONG else mark.end
    if end + 1 >= len(page.tokens) or page.tokens[end].text != "\n":
        return None
    begin = _begin(page, at)
    if begin is None or (begin > 0 and page.tokens[begin - 1].text != "\n"):
        return None
    return _Head(Field(str(mark.value)), begin, end + 1, led=end > mark.end)


def _end_of_lead(page: Sheet, at: int) -> int:
    """Behind "is this", "note it down"."""
    while at < len(page.tokens) and page.tokens[at].kind == "word":
        mark = next((one for name in _LEADING if (one := page.at(name, at))), None)
        if mark is None:
            break
        at = mark.end
    return at


def _aside(page: Sheet, at: int) -> _Head | None:
    """ "Budget:", "No. of guests expected:": its value is none of ours."""
    mark = page.at(_ASIDE, at)
    begin = _begin(page, at) if mark else None
    if mark is None or begin is None:
        return None
    for end in range(mark.end, min(mark.end + _REACH, len(page.tokens))):
        sign = _sign(page, end)
        if sign:
            return _Head(None, begin, sign)
        if page.tokens[end].text in CUTS:
            break
    return None


def _begin(page: Sheet, at: int) -> int | None:
    """Where the line or the part of a line begins that the label leads; None if other words stand before it."""
    begin, words = at, 0
    while begin > 0 and not _is_cut(page, begin - 1):
        begin -= 1
        token = page.tokens[begin]
        if token.kind != "mark":
            words += 1
            if words > _REACH or not _is_part_of_label(page, begin):
                return None
        elif token.text in ".?!" and words == 0 and begin + 1 == at:
            return at
    return begin


def _is_cut(page: Sheet, at: int) -> bool:
    """The stroke of "City/Country:" joins two labels."""
    if page.owner[at] == LIST:
        return True
    joins = page.tokens[at].text == "/" and at > 0 and _is_part_of_label(page, at - 1) and at not in page.once(_strokes)
    return page.tokens[at].text in CUTS and not joins


def _is_part_of_label(page: Sheet, at: int) -> bool:
    """ "Your phone:", "Bride name:", "No. of people:"."""
    return at in page.once(_parts_of_labels) or page.tokens[at].text.casefold() == "no"


def _parts_of_labels(page: Sheet) -> frozenset[int]:
    light = ("label", "head", _ASIDE, "filler", "nth", "qualifier")
    return frozenset(at for category in light for mark in page.between(category) for at in range(mark.start, mark.end))


def _sign(page: Sheet, end: int) -> int:
    """Place behind the label's sign, or 0. A bold label's star or words of writing ("पता बदल दो: …") may come first."""
    at = _behind_brackets(page, end)
    if at < len(page.tokens) and page.tokens[at].text in ("*", "_", "."):
        at += 1
    if at < len(page.tokens) and _is_colon(page, at):
        return at + 1
    while at < len(page.tokens) - 1 and page.tokens[at].text == "?":
        at += 1
    if at > end and page.tokens[at - 1].text == "?":
        return at
    if at < len(page.tokens) and page.tokens[at].text in _DASHES:
        near, here = page.tokens[at - 1], page.tokens[at]
        behind = page.tokens[at + 1] if at + 1 < len(page.tokens) else None
        spaced = here.start > near.end or behind is None or behind.start > here.end or behind.text in _PADDING
        return at + 1 if spaced else 0
    while at < min(end + 4, len(page.tokens)) and (mark := _aside_of_sign(page, at)):
        at = mark.end
    return at + 1 if at < len(page.tokens) and page.tokens[at].text == ":" else 0


def _behind_brackets(page: Sheet, at: int) -> int:
    """Behind the "(of the bride)" of a label."""
    if at >= len(page.tokens) or page.tokens[at].text != "(":
        return at
    inside = range(at + 1, min(at + 2 + _LONGEST_ASIDE, len(page.tokens)))
    return next((place + 1 for place in inside if page.tokens[place].text == ")"), at)


def _aside_of_sign(page: Sheet, at: int) -> Mark | None:
    return page.at("change", at) or page.at("filler", at) or page.at("write", at)


def _is_colon(page: Sheet, at: int) -> bool:
    return page.tokens[at].text in _COLONS


def _end(page: Sheet, field: Field | None, start: int, limit: int) -> int:
    if field in _LONG:
        return next((at for at in range(start + 1, limit) if _opens_other(page, at)), limit)
    for at in range(start + 1, limit):
        if page.tokens[at].text == "\n" or page.owner[at] == LIST or at in page.once(_strokes):
            return at
    return limit


def _strokes(page: Sheet) -> frozenset[int]:
    """The strokes between the entries of "Bride - Nupur / Date - 17 Feb / premium": another entry begins behind one."""
    tokens = page.tokens
    free = [
        at
        for at in range(1, len(tokens) - 1)
        if tokens[at].text in "/|" and tokens[at - 1].end < tokens[at].start and tokens[at].end < tokens[at + 1].start
    ]
    labelled = any(page.at("label", at + 1) or page.at("head", at + 1) for at in free)
    return frozenset(free if labelled or len(free) > 1 else ())


def _opens_other(page: Sheet, at: int) -> bool:
    """ "…, Jaipur 302004, naam Sapna": another field's label without a sign, where a part of the line begins."""
    if page.tokens[at].text not in ",;":
        return False
    mark = page.at("label", at + 1)
    return mark is not None and mark.value in _PERSONAL and not page.covered("place", at + 1)


def _trimmed(page: Sheet, start: int, end: int) -> int:
    while end > start:
        last = page.tokens[end - 1]
        if not (page.owner[end - 1] == LIST or (last.kind == "mark" and last.text in _LOOSE)):
            break
        end -= 1
    return end
