"""What people spell: figures said one by one or in pairs ("nine eight", "double five", "अट्ठानवे"), signs of an email.

`words/spelt.toml` and the numbers of `words/numbers.toml` make one index, whatever the message's language: several
such words in a row are figures in any of them. Single words mean too much ("do", "sat", "छ") and are left alone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from frontdesk.booking.dialogue.extractors.message import fold
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.kit.languages import Language, words

# So many words in a row are figures; a "double" is worth as much.
_FEWEST_WORDS = 3
_FEWEST_FIGURES = 4
# Nobody spells more than a few numbers in one message.
_MOST_WORDS = 60
# A longer number that is typed stands for itself.
_LONGEST_TYPED = 9
_BETWEEN = frozenset({",", "-", ".", "\n", "،", "\u2013"})
# Digits of a postal code or a phone number: a verb behind so many is no figure, though छ is also six.
_COMPLETE = frozenset({5, 6, 10, 12, 13})


@dataclass(frozen=True, slots=True)
class Line:
    """The message with spelt figures as digits; `starts` and `ends` are where its tokens stand in that text.

    Both are empty where nothing is spelt and the text is the sheet's own.
    """

    sheet: Sheet
    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def places(self, start: int, end: int) -> tuple[int, int]:
        """Token range that covers the characters text[start:end]."""
        if not self.starts:
            return self.sheet.places(start, end)
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return (first, last) if first < last else (0, 0)

    def owned(self, owner: str) -> list[tuple[int, int]]:
        """Where this text has tokens of the owner."""
        places = [at for at, one in enumerate(self.sheet.owner) if one == owner]
        if self.starts:
            return [(self.starts[at], self.ends[at]) for at in places]
        return [(self.sheet.tokens[at].start, self.sheet.tokens[at].end) for at in places]


@dataclass(frozen=True, slots=True)
class _Group:
    """tokens[start:end] write these digits (and a plus); `said` is how many of them are words."""

    start: int
    end: int
    digits: str
    said: int


@lru_cache(maxsize=4096)
def figure(word: str) -> int | None:
    """0 to 99, if the word is one of these in any of our languages."""
    return _found("figure", word)


@lru_cache(maxsize=4096)
def scale(word: str) -> int | None:
    """100, 1,000, 100,000 or 10,000,000."""
    return _found("scale", word)


@cache
def _in_english() -> frozenset[str]:
    named = (words("numbers", Language.EN)["number"], words("spelt", Language.EN)["figure"])
    return frozenset(fold.exact(one) for table in named for group in table.values() for one in group)


def is_english(word: str) -> bool:
    """A figure's English word, which means nothing else; "das", "do" and "sat" are names and words as well."""
    return fold.exact(word) in _in_english()


def part(word: str) -> str | None:
    """ "+0.5" for "साढ़े", "1.5" for "डेढ़": what is added to the next figure, or stands in its place."""
    value = _index("part").get(fold.exact(word)) or _index("part").get(fold.loose(word))
    return str(value) if value else None


@lru_cache(maxsize=4096)
def sign(word: str, kind: str) -> bool:
    """Whether the word says "at", "dot" …; `kind` is a key of [sign]."""
    return kind in _listed("sign").get(fold.exact(word), ())


def domain(word: str) -> str | None:
    """The part of a mail domain that the word sounds like: जीमेल is gmail."""
    return next(iter(_listed("domain").get(fold.exact(word), ())), None)


def joins(word: str) -> bool:
    """A ten that a unit follows: "ninety eight"."""
    return fold.exact(word) in _set("joins")


def line(sheet: Sheet) -> Line:
    """Spelt figures become digits where enough of them stand together; a "plus" before them becomes its sign."""
    tokens = sheet.tokens
    groups = {group.start: group for run in _runs(sheet) for group in run} if sheet.once(_may_hold_figures) else {}
    if not groups:
        return Line(sheet, sheet.text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = behind = length = 0
    while at < len(tokens):
        group = groups.get(at)
        end = group.end if group else at + 1
        shown = group.digits if group else tokens[at].text
        gap = sheet.text[behind : tokens[at].start]
        pieces += [gap, shown]
        starts += [length + len(gap)] * (end - at)
        length += len(gap) + len(shown)
        ends += [length] * (end - at)
        behind, at = tokens[end - 1].end, end
    return Line(sheet, "".join(pieces), tuple(starts), tuple(ends))


def _may_hold_figures(sheet: Sheet) -> bool:
    """Enough words of figures for a number, and not so many that it is an attack."""
    spelt = [token.text for token in sheet.tokens if token.kind == "word" and _is_spelt(token.text)]
    enough = len(spelt) > 1 or any(_found("repeat", word) for word in spelt)
    return enough and len(spelt) <= _MOST_WORDS


@lru_cache(maxsize=4096)
def _is_spelt(word: str) -> bool:
    return figure(word) is not None or _found("repeat", word) is not None


@lru_cache(maxsize=4096)
def _may_begin(text: str) -> bool:
    return text.isdecimal() or text == "+" or _is_spelt(text) or fold.exact(text) in _set("plus")


def _runs(sheet: Sheet) -> Iterator[list[_Group]]:
    """Groups of figures with nothing but commas, hyphens or line ends between them."""
    at = 0
    while at < len(sheet.tokens):
        if not _may_begin(sheet.tokens[at].text):
            at += 1
            continue
        run: list[_Group] = []
        while (group := _group(sheet, at)) is not None:
            run.append(group)
            at = group.end
            if at < len(sheet.tokens) and sheet.tokens[at].text in _BETWEEN:
                at += 1
        if run:
            run = _without_verb(sheet, run)
            if _is_number(run):
                yield [group for group in run if group.said]
        else:
            at += 1


def _group(sheet: Sheet, start: int) -> _Group | None:
    digits, said, at = "", 0, start
    while at < len(sheet.tokens):
        item = _item(sheet, at)
        if item is None or (item.digits.startswith("+") and digits):
            break
        digits, said, at = digits + item.digits, said + item.said, item.end
    return _Group(start, at, digits, said) if at > start else None


def _item(sheet: Sheet, at: int) -> _Group | None:
    """One figure, typed or in words, or a doubled one; either may stand behind a plus."""
    if _is_plus(sheet, at) and at + 1 < len(sheet.tokens):
        behind = _repeated(sheet, at + 1) or _figure(sheet, at + 1)
        return _Group(at, behind.end, "+" + behind.digits, behind.said + 1) if behind and behind.said else None
    return _figure(sheet, at) or _repeated(sheet, at)


def _is_plus(sheet: Sheet, at: int) -> bool:
    return sheet.tokens[at].text == "+" or fold.exact(sheet.tokens[at].text) in _set("plus")


def _figure(sheet: Sheet, at: int) -> _Group | None:
    """A typed number, a figure's word, or a ten and its unit ("ninety eight")."""
    token = sheet.tokens[at]
    if sheet.owner[at] or token.kind == "mark":
        return None
    if token.kind == "number":
        return _Group(at, at + 1, token.text, 0) if len(token.text) <= _LONGEST_TYPED else None
    value = figure(token.text)
    if value is None:
        return None
    unit = figure(sheet.tokens[at + 1].text) if _joins_unit(sheet, at, value) else None
    if unit and unit < 10:
        return _Group(at, at + 2, str(value + unit), 2)
    return _Group(at, at + 1, str(value), 1)


def _repeated(sheet: Sheet, at: int) -> _Group | None:
    """ "Double nine"."""
    times = _found("repeat", sheet.tokens[at].text) if sheet.tokens[at].kind == "word" else None
    behind = _figure(sheet, at + 1) if times and at + 1 < len(sheet.tokens) else None
    if times is None or behind is None or len(behind.digits) != 1:
        return None
    return _Group(at, behind.end, behind.digits * times, behind.said + _FEWEST_WORDS)


def _joins_unit(sheet: Sheet, at: int, value: int) -> bool:
    return value >= 20 and joins(sheet.tokens[at].text) and at + 1 < len(sheet.tokens)


def _is_number(run: list[_Group]) -> bool:
    figures = sum(len(group.digits.lstrip("+")) for group in run)
    return figures >= _FEWEST_FIGURES and sum(group.said for group in run) >= _FEWEST_WORDS


def _without_verb(sheet: Sheet, run: list[_Group]) -> list[_Group]:
    """मेरो नम्बर … दुई छ: the last word may be six, or the verb."""
    last = run[-1]
    before = sum(len(group.digits.lstrip("+")) for group in run) - 1
    if last.end - last.start < 2 or before not in _COMPLETE or not sheet.at("copula", last.end - 1):
        return run
    return [*run[:-1], _Group(last.start, last.end - 1, last.digits[:-1], last.said - 1)]


def _found(table: str, word: str) -> int | None:
    index = _index(table)
    value = index.get(fold.exact(word))
    if value is None and len(word) > 2:
        value = index.get("~" + fold.loose(word))
    return int(value) if value is not None else None


def _rows(table: str) -> Iterator[tuple[str, str]]:
    """(value, spelling) of one table in all languages; figures up to 31 stand in numbers.toml."""
    for language in Language:
        listed = dict(words("spelt", language).get(table, {}))
        if table == "figure":
            yield from ((key, one) for key, group in words("numbers", language)["number"].items() for one in group)
        yield from ((key, one) for key, group in listed.items() for one in group)


@cache
def _index(table: str) -> dict[str, str]:
    """Spellings as they are, and behind "~" by their sound; of two figures that sound alike the smaller one."""
    index: dict[str, str] = {}
    rows = [(value, spelling) for value, spelling in _rows(table) if " " not in spelling]
    for value, spelling in sorted(rows, key=lambda row: float(row[0])):
        index.setdefault(fold.exact(spelling), value)
        index.setdefault("~" + fold.loose(spelling), value)
    return index


@cache
def _listed(table: str) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for value, spelling in _rows(table):
        key = fold.exact(spelling)
        index[key] = (*index.get(key, ()), value)
    return index


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(fold.exact(one) for language in Language for one in words("spelt", language).get(name, ()))
