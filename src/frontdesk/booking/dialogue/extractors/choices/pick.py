"""Choices that name nothing on offer: by number, place in the list, price, the cheapest, the dearest."""

from collections.abc import Sequence
from dataclasses import dataclass

from frontdesk.booking.dialogue.catalogue import Catalogue, Package, Service
from frontdesk.booking.dialogue.extractors.message import lexicon
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import number, spelt
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_LEAST_PRICE = 100
_MOST_SUMS = 20
# Behind a number these make it something else than a choice.
_COUNTED = ("people", "unit", "clock", "thousand", "money", "month", "relation", "turn")
_CHOOSING = (
    "filler", "option", "each", "want", "answer", "label", "instead", "rank", "nth", "both", "not", "intent", "settle",
    "copula", "generic", "stop",
)  # fmt: skip
# Said of a thing itself, these choose; without "the … one" they may be a complaint.
_PLAIN_RANKS = {"cheap": "cheapest", "dear": "dearest"}
_LETTERS = "abcdef"
# A place further down no list has: such a number is a PIN or a year, and no wrong choice.
_FARTHEST_PLACE = 999
# "16 thousand" is 15,999, and at most so much less.
_ROUNDED_BY = 100


@dataclass(frozen=True, slots=True)
class Pick:
    """tokens[start:end] choose the offer at this place of the list; None: a place that the list does not have."""

    place: int | None
    start: int
    end: int


def by_number(sheet: Sheet, offers: int) -> Pick | None:
    """A number, ordinal or letter with nothing beside it but words of choosing; the last one where they correct."""
    chosen: list[Pick] = []
    digits = True
    at = 0
    while at < len(sheet.tokens):
        one = None if sheet.owner[at] or _is_each(sheet, at) else number.at(sheet, at)
        letter = _letter(sheet, at)
        if one is not None:
            if _is_counted(sheet, one.end):
                return None
            if not _is_denied(sheet, one.start, one.end):
                chosen.append(Pick(one.value - 1, one.start, one.end))
                digits = one.digits
            at = one.end
        elif letter is not None:
            chosen.append(letter)
            at += 1
        elif is_beside(sheet, at):
            at += 1
        else:
            return None
    return _settled(sheet, chosen, offers, digits=digits)


def by_definite(sheet: Sheet, offers: int) -> Pick | None:
    """ "The second one looks nicer in the photos", "দ্বিতীয়টাই": with its article an ordinal chooses in any company."""
    chosen: list[Pick] = []
    for at in range(len(sheet.tokens)):
        one = None if sheet.owner[at] or not sheet.at("ordinal", at) else number.at(sheet, at)
        if one is None or not 0 < one.value <= offers or _is_each(sheet, at) or not _has_article(sheet, one.end):
            continue
        if _is_said(sheet, one.start, one.end) and not sheet.has("once", at):
            chosen.append(Pick(one.value - 1, one.start, one.end))
    turns = sheet.has("but") or sheet.has("instead")
    return chosen[-1] if chosen and (turns or len({one.place for one in chosen}) == 1) else None


def _has_article(sheet: Sheet, end: int) -> bool:
    """ "The second one", "the second" at the end, "दूसरा ही", or the article written onto it."""
    at = end - 1
    if end < len(sheet.tokens) and any(sheet.at(category, end) for category in ("each", "settle", "copula")):
        return not sheet.at("turn", end)
    number = sheet.clause_at(at)
    closes = number is not None and sheet.clauses[number].end == end
    led = closes and at > 0 and sheet.tokens[at - 1].text.casefold() == "the"
    return led or sheet.tokens[at].text.endswith(lexicon.endings("article_ending"))


def _is_counted(sheet: Sheet, behind: int) -> bool:
    """ "2 people", "2 o'clock"; the Bengali "ta" closes an ordinal as well."""
    return any(sheet.at(category, behind) for category in _COUNTED) and not sheet.at("each", behind)


def _settled(sheet: Sheet, chosen: Sequence[Pick], offers: int, *, digits: bool) -> Pick | None:
    if not chosen or (len({one.place for one in chosen}) > 1 and not sheet.has("instead")):
        return None
    last = chosen[-1]
    if _is_asked_about(sheet, last.start) or not sheet.is_free(last.start, last.end):
        return None
    if last.place is not None and 0 <= last.place < offers:
        return last
    return Pick(None, last.start, last.end) if digits and (last.place or 0) < _FARTHEST_PLACE else None


def is_beside(sheet: Sheet, at: int) -> bool:
    """Words of choosing, and what is understood already."""
    return (
        sheet.tokens[at].kind == "mark"
        or bool(sheet.owner[at])
        or any(sheet.covered(category, at) for category in _CHOOSING)
        or sheet.is_worded_question(at)
    )


def _is_asked_about(sheet: Sheet, at: int) -> bool:
    """Words of asking stand beside it; "the third service" is no question for its "service"."""
    number = sheet.clause_at(at)
    if number is None or not sheet.asking[number]:
        return False
    clause = sheet.clauses[number]
    return any(sheet.has(category, clause.start, clause.end) for category in ("asks", "requests", "opens"))


def _letter(sheet: Sheet, at: int) -> Pick | None:
    """ "Option B", or a "b" that is the whole message."""
    letter = sheet.tokens[at].text.casefold()
    if len(letter) != 1 or letter not in _LETTERS:
        return None
    named = at > 0 and sheet.at("option", at - 1) is not None
    alone = letter != "a" and all(token.kind == "mark" for place, token in enumerate(sheet.tokens) if place != at)
    return Pick(_LETTERS.index(letter), at, at + 1) if named or alone else None


def _is_each(sheet: Sheet, at: int) -> bool:
    """The "one" of "the second one" and "that one", which is no number."""
    if sheet.tokens[at].kind == "number" or not sheet.at("each", at) or at == 0:
        return False
    if sheet.covered("that", at):
        return True
    return any(sheet.covered(category, at - 1) for category in ("ordinal", "rank", "nth"))


def by_middle(sheet: Sheet, offers: int) -> Pick | None:
    """The middle one, also of "between the first and the last"."""
    return _at_rank(sheet, "middle", offers // 2) if offers % 2 else None


def by_place(sheet: Sheet, offers: int) -> Pick | None:
    """The last one."""
    return _at_rank(sheet, "last", offers - 1)


def _at_rank(sheet: Sheet, rank: str, place: int) -> Pick | None:
    for at, mark in sheet.marks.get("rank", {}).items():
        if mark.value == rank and _is_said(sheet, at, mark.end) and not _is_of_thing_else(sheet, mark.end):
            return Pick(place, mark.start, mark.end)
    return None


def _is_of_thing_else(sheet: Sheet, end: int) -> bool:
    """ "The last parlour had none"."""
    return end < len(sheet.tokens) and sheet.tokens[end].text.isascii() and not is_beside(sheet, end)


def by_rank(sheet: Sheet, packages: Sequence[Package], *, asked: bool) -> Pick | None:
    """The cheapest, the dearest; "a cheap one" only where a package is asked for."""
    for at, mark in sheet.marks.get("rank", {}).items():
        rank = str(mark.value)
        plain = _PLAIN_RANKS.get(rank)
        if plain and not ((asked or sheet.at("each", mark.end)) and _is_wanted(sheet, at)):
            continue
        if (plain or rank) not in ("cheapest", "dearest") or not packages or not _is_said(sheet, at, mark.end):
            continue
        pick = min if (plain or rank) == "cheapest" else max
        place = pick(range(len(packages)), key=lambda one: packages[one].price.minor)
        return Pick(place, mark.start, mark.end)
    return None


def _is_wanted(sheet: Sheet, at: int) -> bool:
    """Not "too expensive", nor "make it cheaper", nor "premium is expensive"."""
    if _is_remark(sheet, at):
        return False
    complaint = sheet.at("refusal", at)
    if complaint is not None and complaint.value == "dear" and not sheet.at("each", complaint.end):
        return False
    return not (at > 0 and sheet.at("degree", at - 1)) and not sheet.has("budget")


def _is_remark(sheet: Sheet, at: int) -> bool:
    """ "वाह, महँगा वाला है" remarks on what was heard; "महँगा वाला" and "… कर दो" choose."""
    clause = sheet.clauses[sheet.clause_at(at) or 0]
    copula = sheet.at("copula", clause.end - 1)
    indic = copula is not None and copula.language is not Language.EN
    return indic and not any(sheet.has(name, clause.start, clause.end) for name in ("want", "settle", "answer", "good"))


def _is_said(sheet: Sheet, start: int, end: int) -> bool:
    """Neither asked about nor denied nor part of something else: "last friday" is no last package."""
    if _is_asked_about(sheet, start) and not _is_taken(sheet, end):
        return False
    return sheet.is_free(start, end) and not _is_denied(sheet, start, end)


def _is_taken(sheet: Sheet, end: int) -> bool:
    """ "Which is the cheapest, give me that": asked and answered in one breath, which is then no question."""
    number = sheet.clause_at(end - 1)
    if number is None or not sheet.has("that", end):
        return False
    if sheet.clauses[number].closes != "?":
        sheet.worded[number] = sheet.asking[number] = False
    return True


def _is_denied(sheet: Sheet, start: int, end: int) -> bool:
    """ "Not the second", "दूसरा नहीं"."""
    for at in range(max(0, start - 2), start):
        denial = sheet.at("not", at)
        if denial is not None and denial.language is Language.EN and sheet.tokens[at].text.isascii():
            return True
    while end < len(sheet.tokens) and any(sheet.at(name, end) for name in ("each", "filler", "everyday")):
        end += 1
    denial = sheet.at("not", end) if end < len(sheet.tokens) else None
    return (denial is not None and denial.language is not Language.EN) or (
        end < len(sheet.tokens) and sheet.at("replaced", end) is not None
    )


def by_price(sheet: Sheet, catalogue: Catalogue, service: Service | None) -> tuple[str, Pick] | None:
    """The package that costs an amount of the message: of this service, else of packages of one name anywhere."""
    own = service.packages if service else ()
    everywhere = tuple(package for one in catalogue.services for package in one.packages)
    said = sums(sheet)
    for packages in (own, everywhere):
        for money in said:
            name = _costing(packages, money)
            if name and not _is_denied(sheet, money.start, money.end):
                return name, Pick(0, money.start, money.end)
    return None


def sums(sheet: Sheet) -> list[number.Amount]:
    """Amounts that nobody has claimed and nobody asks about; with a budget, those of a thing ("the 15999 one")."""
    if sheet.has("once"):
        return []
    tight = sheet.has("budget")
    found: list[number.Amount] = []
    in_words = any(token.kind == "word" and spelt.scale(token.text) for token in sheet.tokens)
    at = 0
    while at < len(sheet.tokens) and len(found) < _MOST_SUMS:
        begins = in_words or sheet.tokens[at].kind == "number"
        money = (
            number.amount(sheet, at) if begins and not sheet.owner[at] and not sheet.is_worded_question(at) else None
        )
        if money is not None and sheet.is_free(money.start, money.end) and (not tight or _is_of_thing(sheet, money)):
            found.append(money)
        at = money.end if money else at + 1
    return found


def _is_of_thing(sheet: Sheet, money: number.Amount) -> bool:
    behind = range(money.end, min(money.end + 2, len(sheet.tokens)))
    return any(sheet.at("each", at) for at in behind if sheet.at("each", at) or sheet.at("money", at))


def costs(service: Service, amounts: Sequence[number.Amount]) -> bool:
    return any(_costing(service.packages, money) for money in amounts)


def _costing(packages: Sequence[Package], money: number.Amount) -> str | None:
    """What costs just so; "the 15k one" is that of 15,999 where only one costs so, "fifty thousand" rounds 49,999."""
    for fits in (_equals, _begins, _rounds):
        names = {one.name for one in packages if fits(int(_whole(one)), money)}
        if len(names) == 1:
            return names.pop()
    return None


def _equals(price: int, money: number.Amount) -> bool:
    return price == money.value and price >= _LEAST_PRICE


def _begins(price: int, money: number.Amount) -> bool:
    unit = 100 if money.value % 1000 else 1000
    return money.scaled and price // unit == money.value // unit


def _rounds(price: int, money: number.Amount) -> bool:
    return money.scaled and 0 < money.value - price <= _ROUNDED_BY


def _whole(package: Package) -> str:
    return package.price.decimal().split(".")[0]


def claim(sheet: Sheet, pick: Pick, field: Field) -> None:
    sheet.claim(pick.start, pick.end, field)
