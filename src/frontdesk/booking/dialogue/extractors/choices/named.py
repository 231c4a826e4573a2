"""What the words of a message name on a menu, without what is said not to be wanted."""

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.booking.dialogue.extractors.choices import menu as menus
from frontdesk.booking.dialogue.extractors.choices.menu import Menu
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_COMPLETE = 0.5
_LEAD = 0.2
# Everybody's event is one: alone these name no service.
_WEAK = frozenset({"#wedding"})
# Every trade has these: alone they name a service only where nothing strange stands beside them ("eye check-up").
_VAGUE = frozenset({"#check", "#consultation", "#white", "#cut"})
# Half a name each: hands are what henna is put on.
_HALVES = (frozenset({"#hand"}), frozenset({"#full"}))
# A weak word belongs to what is named within so many words of it.
_NEAR = 3
# Words of one offer's name that stand side by side.
_LONGEST_NAME = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """Offers named by tokens; `best` is the place of the chosen one in the menu."""

    best: int | None
    complete: bool
    sure: bool  # a word that only one offer has
    places: tuple[int, ...]
    words: int = 1  # how many different words name it


def named(sheet: Sheet, menu: Menu, field: Field) -> Hit | None:
    """What the words of the message name; where people correct themselves, the words behind the correction."""
    words = _without_denied(sheet, _words(sheet, menu, asked=sheet.asked is field))
    words = _without_strays(sheet, menu, words, asked=sheet.asked is field)
    if (
        not words
        or _all(words) in _HALVES
        or (_all(words) <= _VAGUE and _has_stranger(sheet, words))
        or _is_of_somebody(sheet, words)
    ):
        return None
    hit = _score(menu, words)
    if hit.best is None or _names_two(menu, words) or _lists(sheet, words, menu):
        turn = max((at for at in _turns(sheet) if min(words) < at < max(words)), default=None)
        behind = {at: keys for at, keys in words.items() if turn is not None and at > turn}
        if behind and _all(behind) != _all(words):
            return _score(menu, behind)
        if (alone := _alone(sheet, menu, words)) is not None:
            return alone
        if (other := _wanted_apart(sheet, menu, words)) is not None:
            return other
        if _names_two(menu, words) or _lists(sheet, words, menu):
            return Hit(None, complete=False, sure=True, places=tuple(words), words=2)
    return hit


def _alone(sheet: Sheet, menu: Menu, words: Mapping[int, tuple[str, ...]]) -> Hit | None:
    """ "ছেলের চুল কাটাব, kids": what has a clause of its own, behind talk of somebody."""
    clause = sheet.clauses[sheet.clause_at(max(words)) or 0]
    whole = all(at in words for at in range(clause.start, clause.end))
    hit = _score(menu, {at: keys for at, keys in words.items() if at >= clause.start}) if whole else None
    return hit if hit is not None and hit.complete and not _lists(sheet, words, menu) else None


def _wanted_apart(sheet: Sheet, menu: Menu, words: Mapping[int, tuple[str, ...]]) -> Hit | None:
    """ "My sister does the henna, I want engagement makeup": of what the clauses name, that which is wanted and new."""
    apart: dict[int, dict[int, tuple[str, ...]]] = {}
    for at, keys in words.items():
        apart.setdefault(sheet.clause_at(at) or 0, {})[at] = keys
    if len(apart) < 2:
        return None
    *before, last = sorted(apart)
    hit, clause = _score(menu, apart[last]), sheet.clauses[last]
    if hit.best is None or not hit.complete or not sheet.has("want", clause.start, clause.end):
        return None
    known = sheet.context.collected.get(Field.SERVICE)
    others = (_score(menu, apart[number]) for number in before)
    named = {menu.offers[one.best].name for one in others if one.best is not None and one.complete}
    return hit if named <= {known, menu.offers[hit.best].name} else None


def _all(words: Mapping[int, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(key for keys in words.values() for key in keys)


def _without_strays(
    sheet: Sheet, menu: Menu, words: dict[int, tuple[str, ...]], *, asked: bool
) -> dict[int, tuple[str, ...]]:
    """Drops a wedding that is only spoken of: "party makeup, for a friend's wedding"."""
    firm = {at: keys for at, keys in words.items() if not set(keys) <= _WEAK}
    if not firm:
        return words if asked else {}
    whole = any(form <= _all(firm) for offer in menu.offers for form in offer.forms)

    def belongs(at: int, other: int) -> bool:
        if not whole:
            return abs(at - other) <= _NEAR
        beside = abs(at - other) == 1 and bool(_offers(menu, words[at]) & _offers(menu, words[other]))
        return beside or sheet.has("both", min(at, other), max(at, other))

    return {at: keys for at, keys in words.items() if at in firm or any(belongs(at, other) for other in firm)}


def _offers(menu: Menu, keys: tuple[str, ...]) -> set[int]:
    return {place for key in keys for place in menu.keys[key]}


def _is_of_somebody(sheet: Sheet, words: Mapping[int, tuple[str, ...]]) -> bool:
    """ "The bride's name", "दुल्हन का नाम": a person, not what is done for her."""
    if len(words) > 1 or not _all(words) & {"#bride", "#child", "#man", "#woman"}:
        return False
    first = min(words)
    if "#bride" in _all(words) and first and sheet.tokens[first - 1].kind == "number":
        return True  # "we are 3 brides"
    end = sheet.clauses[sheet.clause_at(max(words)) or 0].end
    labels = (sheet.at("label", at) for at in range(max(words) + 1, min(max(words) + 4, end)))
    return any(label is not None and label.value in (Field.NAME, Field.PHONE, Field.ADDRESS) for label in labels)


def _has_stranger(sheet: Sheet, words: Mapping[int, tuple[str, ...]]) -> bool:
    clause = sheet.clauses[sheet.clause_at(min(words)) or 0]
    return sheet.has("strange", clause.start, clause.end)


def _words(sheet: Sheet, menu: Menu, *, asked: bool) -> dict[int, tuple[str, ...]]:
    """Per unclaimed token the keys of the menu that it stands for."""
    words: dict[int, tuple[str, ...]] = {}
    for at, mark in sheet.marks.get("same", {}).items():
        keys = tuple(key for key in menus.keys_of(str(mark.value)) if key in menu.keys)
        if mark.end > at + 1 and keys and sheet.is_free(at, mark.end):
            words |= dict.fromkeys(range(at, mark.end), keys)
    for at, token in enumerate(sheet.tokens):
        if token.kind != "word" or sheet.owner[at] or at in words or menus.is_generic(token.text):
            continue
        if keys := menus.keys_in(menu, token.text, similar=asked or len(token.text) >= 5, asked=asked):
            words[at] = keys
    return dict(sorted(words.items()))


def _turns(sheet: Sheet) -> list[int]:
    """Where people change their mind in a sentence: "no", "instead", "but now"."""
    return [at for category in ("instead", "but") for at in sheet.marks.get(category, {})]


def _without_denied(sheet: Sheet, words: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Drops what is said not to be wanted ("not bridal", "ब्राइडल नहीं", "instead of basic")."""
    denied = {at for at in words if _is_denied(sheet, at, words)}
    gone = {key for at in denied for key in words[at]}
    # A word beside a denied one is denied with it, unless it is said again elsewhere.
    return {at: keys for at, keys in words.items() if at not in denied and not _leans(at, denied, gone, words)}


def _leans(at: int, denied: set[int], gone: set[str], words: Mapping[int, tuple[str, ...]]) -> bool:
    run = _end_of_run(at, words)
    return run in denied and run != at and set(words[at]) & gone == set(words[at])


def _end_of_run(at: int, words: Mapping[int, tuple[str, ...]]) -> int:
    end = at
    while end + 1 in words and end - at < _LONGEST_NAME:
        end += 1
    return end


def _is_denied(sheet: Sheet, at: int, words: Mapping[int, tuple[str, ...]]) -> bool:
    first, last = at, _end_of_run(at, words)
    while first - 1 in words and at - first < _LONGEST_NAME:
        first -= 1
    return _denied_before(sheet, first, last, words) or _denied_behind(sheet, last + 1, words)


def _denied_before(sheet: Sheet, first: int, last: int, words: Mapping[int, tuple[str, ...]]) -> bool:
    """ "Not bridal", "don't want the basic", "instead of basic", "from basic to premium"."""
    for at in range(first - 1, max(-1, first - 5), -1):
        if sheet.tokens[at].kind == "mark" or sheet.owner[at]:
            return False
        if _said(sheet, "drops", at):
            return True
        if _said(sheet, "leaves", at):
            return max(words) > last
        denial = sheet.at("not", at)
        if denial is not None and denial.language is Language.EN and sheet.tokens[at].text.isascii():
            return sheet.language is Language.EN or at == first - 1
        if not any(sheet.covered(category, at) for category in ("filler", "want", "drops", "not", "generic")):
            return False
    return False


def _denied_behind(sheet: Sheet, behind: int, words: Mapping[int, tuple[str, ...]]) -> bool:
    """ "ब्राइडल नहीं", "basic ki jagah", "premium चा ऐवजी"; light words may stand between."""
    for at in range(behind, min(behind + 4, len(sheet.tokens))):
        if sheet.tokens[at].kind == "mark":
            return False
        if _said(sheet, "replaced", at) or (_said(sheet, "leaves", at) and max(words) > at):
            return True
        denial = sheet.at("not", at)
        if denial is not None and denial.language is not Language.EN and not denial.sounds:
            return not sheet.is_worded_question(at)
        if not any(sheet.covered(category, at) for category in ("filler", "each", "generic", "want", "label")):
            return False
    return False


def _said(sheet: Sheet, category: str, at: int) -> bool:
    """Listed so, not merely alike in sound: "henna" is no "haina"."""
    mark = sheet.at(category, at)
    return mark is not None and not mark.sounds and (mark.language in (sheet.language, "en") or mark.end > at + 1)


def _names_two(menu: Menu, words: Mapping[int, tuple[str, ...]]) -> bool:
    """Words that only one offer has, of two offers."""
    said = _all(words)
    owners = {next(iter(menu.keys[key])) for key in said if len(menu.keys[key]) == 1}
    if len(owners) < 2:
        return False
    complete = [place for place in owners if any(form <= said for form in menu.offers[place].forms)]
    return len(complete) != 1


def _lists(sheet: Sheet, words: Mapping[int, tuple[str, ...]], menu: Menu) -> bool:
    """ "Bridal and henna": words of two offers with an "and" between them."""
    owners = [(at, menu.keys[key]) for at, keys in words.items() for key in keys if len(menu.keys[key]) == 1]
    for link in sheet.marks.get("both", {}):
        before = {owner for at, owner in owners if at < link}
        behind = {owner for at, owner in owners if at > link}
        if before and behind and len(before | behind) > 1:
            return True
    return False


def _score(menu: Menu, words: Mapping[int, tuple[str, ...]]) -> Hit:
    said = _all(words)
    scores: list[float] = []
    complete: list[bool] = []
    for offer in menu.offers:
        best, whole = 0.0, False
        for form in offer.forms:
            hits = form & said
            value = sum(1 / len(menu.keys[key]) for key in hits) + len(hits) / 10 + _COMPLETE * (hits == form)
            if value > best:
                best, whole = value, hits == form
        scores.append(best)
        complete.append(whole)
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    first = order[0]
    clear = len(order) == 1 or scores[first] - scores[order[1]] >= _LEAD
    sure = any(menu.keys[key] == {first} for key in said)
    return Hit(first if clear else None, complete[first], sure, tuple(words), len(set(words.values())))
