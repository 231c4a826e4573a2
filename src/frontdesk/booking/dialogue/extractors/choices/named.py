"""What the words of a message name on a menu, without what is said not to be wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from frontdesk.booking.dialogue.extractors.choices import menu as menus
from frontdesk.booking.dialogue.extractors.choices import strays
from frontdesk.booking.dialogue.extractors.choices.menu import Menu
from frontdesk.booking.dialogue.extractors.choices.strays import every
from frontdesk.booking.dialogue.extractors.message.lexicon import endings
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_COMPLETE = 0.5
_LEAD = 0.2
# Every trade has these: alone they name a service only where nothing strange stands beside them ("eye check-up").
_VAGUE = frozenset({"#check", "#consultation", "#white", "#cut"})
# Half a name each: hands are what henna is put on.
_HALVES = (frozenset({"#hand"}), frozenset({"#full"}))
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
    instead: bool = False  # something else on the menu is said not to be wanted


def named(sheet: Sheet, menu: Menu, field: Field) -> Hit | None:
    """What the words of the message name; where people correct themselves, the words behind the correction."""
    said = _words(sheet, menu, asked=sheet.asked is field)
    words: strays.Words = _without_denied(sheet, said)
    instead = len(words) < len(said)
    # "Not the engagement, the wedding one": beside what is denied the other is meant, however weak its word.
    words = strays.without(sheet, menu, words, asked=sheet.asked is field or instead)
    if (
        not words
        or (every(words) in _HALVES and not (sheet.asked is field is Field.PACKAGE))
        or (every(words) <= _VAGUE and _has_stranger(sheet, words))
        or _is_of_somebody(sheet, words)
    ):
        return None
    hit = _of(sheet, menu, words)
    return replace(hit, instead=instead)


def _of(sheet: Sheet, menu: Menu, words: Mapping[int, tuple[str, ...]]) -> Hit:
    hit = _score(menu, words)
    if hit.best is not None and not _names_two(menu, words) and not _lists(sheet, words, menu):
        return hit
    turn = max((at for at in _turns(sheet) if min(words) < at < max(words)), default=None)
    behind = {at: keys for at, keys in words.items() if turn is not None and at > turn}
    if behind and every(behind) != every(words):
        return _score(menu, behind)
    if (other := _alone(sheet, menu, words) or _wanted_apart(sheet, menu, words)) is not None:
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
    listed = [apart[number] for number in before if sheet.has("both", min(apart[number]), max(apart[number]))]
    spoken = {place for words in listed for keys in words.values() for place in strays.offers_of(menu, keys)}
    if hit.sure and hit.best in spoken and not sheet.is_worded_question(min(apart[last])):
        return hit  # "both engagement and bridal, for now make it the engagement"
    if hit.best is None or not hit.complete or not sheet.has("want", clause.start, clause.end):
        return None
    known = sheet.context.collected.get(Field.SERVICE)
    others = (_score(menu, apart[number]) for number in before if not _is_past(sheet, number))
    named = {menu.offers[one.best].name for one in others if one.best is not None and one.complete}
    return hit if named <= {known, menu.offers[hit.best].name} else None


def _is_past(sheet: Sheet, number: int) -> bool:
    """ "Basic bola tha": what was said before is not said now."""
    clause = sheet.clauses[number]
    return sheet.has("once", clause.start, clause.end)


def remaining(sheet: Sheet, menu: Menu) -> int | None:
    """ "Not the basic, not the luxury": what is left when all others are denied; of two, only as "the other one"."""
    words = _words(sheet, menu, asked=True)
    denied = {at: keys for at, keys in words.items() if _is_denied(sheet, at, words)}
    gone = {place for place, offer in enumerate(menu.offers) if any(form <= every(denied) for form in offer.forms)}
    left = set(range(len(menu.offers))) - gone
    enough = len(gone) > 1 or (gone and sheet.has("other"))
    return left.pop() if len(left) == 1 and enough and len(denied) == len(words) else None


def _is_of_somebody(sheet: Sheet, words: Mapping[int, tuple[str, ...]]) -> bool:
    """ "The bride's name", "दुल्हन का नाम": a person, not what is done for her."""
    if len(words) > 1 or not every(words) & {"#bride", "#child", "#man", "#woman"}:
        return False
    first = min(words)
    if "#bride" in every(words) and _is_past_bride(sheet, first):
        return True
    if "#bride" in every(words) and first and sheet.tokens[first - 1].kind == "number":
        return True  # "we are 3 brides"
    end = sheet.clauses[sheet.clause_at(max(words)) or 0].end
    labels = (sheet.at("label", at) for at in range(max(words) + 1, min(max(words) + 4, end)))
    return any(label is not None and label.value in (Field.NAME, Field.PHONE, Field.ADDRESS) for label in labels)


def _is_past_bride(sheet: Sheet, at: int) -> bool:
    """ "The bride in your reel was gorgeous": of somebody's wedding that is over."""
    clause = sheet.clauses[sheet.clause_at(at) or 0]
    was = sheet.has("was", at + 1, min(at + 4, clause.end))
    return was and not any(sheet.has(name, clause.start, clause.end) for name in ("want", "once"))


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
    return (
        _denied_before(sheet, first, last, words)
        or _denied_behind(sheet, last + 1, words)
        or _is_too_dear(sheet, at, words)
    )


def _is_too_dear(sheet: Sheet, at: int, words: Mapping[int, tuple[str, ...]]) -> bool:
    """ "Premium is too expensive, basic please": complained of, and neither wanted all the same."""
    place = sheet.clause_at(at)
    if place is None or "dear" not in sheet.values("refusal"):
        return False
    clause = sheet.clauses[place]
    # "Nothing expensive, basic is fine" complains of nothing.
    said = [
        mark.start
        for mark in sheet.between("refusal", clause.start, clause.end)
        if mark.value == "dear" and not _said(sheet, "not", mark.end)
    ]
    if not said:
        return False
    if any(clause.start <= other < said[0] < at for other in words):
        return False  # "luxury is too expensive so premium"
    beside = [other for other in words if words[other] != words[at]]
    elsewhere = any(not clause.start <= other < clause.end or at < said[0] < other for other in beside)
    return elsewhere or not any(sheet.has(category) for category in ("want", "makes", "but", "each"))


def _denied_before(sheet: Sheet, first: int, last: int, words: Mapping[int, tuple[str, ...]]) -> bool:
    """ "Not bridal", "don't want the basic", "instead of basic", "from basic to premium"."""
    for at in range(first - 1, max(-1, first - 5), -1):
        if sheet.tokens[at].kind == "mark" or sheet.owner[at]:
            return False
        if _said(sheet, "drops", at):
            return True
        if _said(sheet, "leaves", at):
            return max(words) > last
        if _said(sheet, "replaced", at) and not _names_before(sheet, at, words):
            # "না থাক, বেসিকটাই দিন": what stands behind is asked for.
            return max(words) > last and not _said(sheet, "settle", last + 1)
        denial = sheet.at("not", at)
        if denial is not None and denial.language is Language.EN and sheet.tokens[at].text.isascii():
            return sheet.language is Language.EN or at == first - 1
        if not any(sheet.covered(category, at) for category in ("filler", "want", "drops", "not", "generic")):
            return False
    return False


def _names_before(sheet: Sheet, at: int, words: Mapping[int, tuple[str, ...]]) -> bool:
    """Whether "रहने दो" can be said of what stands before it in its clause."""
    start = sheet.clauses[sheet.clause_at(at) or 0].start
    return any(start <= place < at for place in words)


def _denied_behind(sheet: Sheet, behind: int, words: Mapping[int, tuple[str, ...]]) -> bool:
    """ "ब्राइडल नहीं", "basic ki jagah", "premium चा ऐवजी"; light words may stand between."""
    for at in range(behind, min(behind + 4, len(sheet.tokens))):
        if sheet.tokens[at].kind == "mark":
            return False
        if _said(sheet, "stays", at) and _is_stressed(sheet, at - 1):
            return False
        if _said(sheet, "replaced", at) or (_said(sheet, "leaves", at) and max(words) > at):
            return True
        denial = None if sheet.covered("tag", at) else sheet.at("not", at)
        if denial is not None and denial.language is not Language.EN and not denial.sounds:
            return not sheet.is_worded_question(at)
        if not any(sheet.covered(category, at) for category in ("filler", "each", "generic", "want", "label")):
            return False
    return False


def _is_stressed(sheet: Sheet, at: int) -> bool:
    """ "Luxury **hi** rehne do": let it be just that; without the stress it is to be left alone."""
    return _said(sheet, "emphatic", at) or sheet.tokens[at].text.casefold().endswith(endings("emphatic_ending"))


def _said(sheet: Sheet, category: str, at: int) -> bool:
    """Listed so, not merely alike in sound: "henna" is no "haina"."""
    mark = sheet.at(category, at)
    return mark is not None and not mark.sounds and (mark.language in (sheet.language, "en") or mark.end > at + 1)


def _names_two(menu: Menu, words: Mapping[int, tuple[str, ...]]) -> bool:
    """Words that only one offer has, of two offers."""
    said = every(words)
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
    said = every(words)
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
