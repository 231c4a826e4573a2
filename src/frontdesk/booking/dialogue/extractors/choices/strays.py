"""Words of names on offer that name nothing here: a wedding spoken of, the bride it is for, the trade of a business."""

from collections.abc import Mapping
from functools import partial

from frontdesk.booking.dialogue.extractors.choices.menu import Menu, is_generic
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.state import Field

Words = Mapping[int, tuple[str, ...]]

# Everybody's event is one: alone these name no service.
_WEAK = frozenset({"#wedding"})
_BRIDE = frozenset({"#bride"})
# What businesses call themselves after ("hair studio", "Ridgeview Dental"), and whom they serve ("ladies' parlour").
_TRADES = frozenset({"#dental", "#hair", "#tooth", "#spa", "#man", "#woman", "#child"})
_TRADES_ALONE = (frozenset({"#dental"}), frozenset({"#spa"}))
# Done as part of every treatment: a treatment named beside them is what is wanted.
_VISITS = frozenset({"#check", "#consultation"})
_VISITED = frozenset({"#dental", "#tooth"})
# A weak word belongs to what is named within so many words of it.
_NEAR = 3


def without(sheet: Sheet, menu: Menu, words: Words, *, asked: bool) -> Words:
    words = _without_trades(sheet, words, asked=asked)
    words = _without_visits(sheet, menu, words)
    return _without_occasions(sheet, menu, words, asked=asked)


def every(words: Words) -> frozenset[str]:
    """All keys of the words."""
    return frozenset(key for keys in words.values() for key in keys)


def _without_trades(sheet: Sheet, words: Words, *, asked: bool) -> Words:
    """ "The dentist said root canal", "hair stylist": a dentist alone is one only where the service is asked."""
    of_trade = {at for at, keys in words.items() if set(keys) <= _TRADES and _is_of_trade(sheet, at)}
    rest = {at: keys for at, keys in words.items() if at not in of_trade}
    if asked:
        return rest or words
    alone = every(rest) in _TRADES_ALONE and not _is_known(sheet)
    return {} if alone else rest


def _is_known(sheet: Sheet) -> bool:
    return Field.SERVICE in sheet.context.collected or Field.SERVICE in sheet.found.fields


def _is_of_trade(sheet: Sheet, at: int) -> bool:
    """A trade by itself ("dentist"), or the first word of one ("hair studio", "दाँतों के डॉक्टर")."""
    if sheet.at("trade", at):
        return True
    behind = at + 1
    while behind < len(sheet.tokens) and behind <= at + 2 and is_generic(sheet.tokens[behind].text):
        if sheet.at("trade", behind):
            return True
        behind += 1
    return behind < len(sheet.tokens) and sheet.at("trade", behind) is not None


def _without_visits(sheet: Sheet, menu: Menu, words: Words) -> Words:
    """ "Check if I need braces", "root canal consultation"; not "dental check-up and braces"."""
    spoken = {at for at, keys in words.items() if set(keys) <= _VISITS}
    others = {at: keys for at, keys in words.items() if at not in spoken}
    sure = {place for key in every(others) - _VISITED for place in menu.keys[key] if len(menu.keys[key]) == 1}
    visits = {at for at in spoken if not offers_of(menu, words[at]) & sure}
    if not visits or not sure:
        return words
    beside = {at for at in visits for other in (at - 1, at + 1) if set(others.get(other, ())) & _VISITED}
    beside |= {at for at in visits for other in others if _listed(sheet, at, other)}
    return words if beside else {at: keys for at, keys in words.items() if at not in visits}


def _without_occasions(sheet: Sheet, menu: Menu, words: Words, *, asked: bool) -> Words:
    """Drops a wedding or a bride that is only spoken of: "party makeup, for a friend's wedding"."""
    firm = {at: keys for at, keys in words.items() if not set(keys) <= _WEAK and not _is_person(sheet, at, keys)}
    if not every(firm):
        return words if asked or every(words) & _BRIDE else {}
    whole = any(form <= every(firm) for offer in menu.offers for form in offer.forms)
    own = set() if whole else {at for at, keys in words.items() if set(keys) <= _WEAK and _is_hers(sheet, at)}
    belongs = partial(_belongs, sheet, menu, words, whole=whole)
    kept = {at for at in words if at in firm or at in own or any(belongs(at, other) for other in firm)}
    return {at: keys for at, keys in words.items() if at in kept}


def _belongs(sheet: Sheet, menu: Menu, words: Words, at: int, other: int, *, whole: bool) -> bool:
    if not whole:
        return abs(at - other) <= _NEAR
    beside = abs(at - other) == 1 and bool(offers_of(menu, words[at]) & offers_of(menu, words[other]))
    return beside or _listed(sheet, at, other)


def _listed(sheet: Sheet, at: int, other: int) -> bool:
    """ "Wedding and party make-up": with an "and" between them, and little else."""
    return abs(at - other) <= _NEAR and sheet.has("both", min(at, other), max(at, other))


def offers_of(menu: Menu, keys: tuple[str, ...]) -> set[int]:
    """Places of the offers that any of the keys belongs to."""
    return {place for key in keys for place in menu.keys[key]}


def _is_hers(sheet: Sheet, at: int) -> bool:
    """ "My wedding is on …", "my sister's wedding, do her makeup": the bride's own, no guest's."""
    return sheet.at("own", at - 1) is not None or sheet.has("hers", at)


def _is_person(sheet: Sheet, at: int, keys: tuple[str, ...]) -> bool:
    """ "For the bride", "বউয়ের জন্য", "the bride's sister": not what is done, but for whom."""
    if not set(keys) <= _BRIDE:
        return False
    before = any(mark.language == "en" for mark in sheet.between("intended", at - 2, at))
    return before or any(mark.language != "en" for mark in sheet.between("intended", at + 1, at + 3))
