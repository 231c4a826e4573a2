"""Which service, which package: by number, name in any language, part of a name, misspelling, price or rank."""

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.booking.dialogue.catalogue import Service
from frontdesk.booking.dialogue.extractors import fold, number
from frontdesk.booking.dialogue.extractors import menu as menus
from frontdesk.booking.dialogue.extractors.menu import Menu
from frontdesk.booking.dialogue.extractors.question import counts
from frontdesk.booking.dialogue.extractors.sheet import Clause, Sheet
from frontdesk.booking.dialogue.state import Field

_COMPLETE = 0.5
_LEAD = 0.2


@dataclass(frozen=True, slots=True)
class _Hit:
    """Offers named by tokens; `best` is the place of the chosen one in the menu."""

    best: int | None
    complete: bool
    sure: bool  # a word that only one offer has
    places: tuple[int, ...]


def find_service(sheet: Sheet) -> None:
    menu = menus.of(sheet.context.catalogue).services
    if not menu.offers:
        return
    asked = sheet.asked is Field.SERVICE
    if asked and _by_number(sheet, menu, Field.SERVICE):
        return
    hit = _named(sheet, menu, Field.SERVICE)
    if hit is None:
        return
    if hit.best is None:
        if _is_open_wish(sheet, hit):
            sheet.found.invalid[Field.SERVICE] = "ambiguous"
            _claim(sheet, hit, Field.SERVICE)
    elif _service_counts(sheet, hit):
        sheet.found.fields[Field.SERVICE] = menu.offers[hit.best].name
        _claim(sheet, hit, Field.SERVICE)


def _is_open_wish(sheet: Sheet, hit: _Hit) -> bool:
    """Several services fit, and one of them is wanted: the customer is asked which."""
    if Field.SERVICE in sheet.context.collected or sheet.is_worded_question(hit.places[-1]):
        return False
    clause = _clause(sheet, hit)
    short = clause.end - clause.start <= 3 or len(hit.places) > 1
    return sheet.asked is Field.SERVICE or (
        sheet.asked is None and (short or sheet.has("want", clause.start, clause.end))
    )


def find_package(sheet: Sheet) -> None:
    menu, service = _packages(sheet)
    if menu is None:
        return
    asked = sheet.asked is Field.PACKAGE
    if service and (_by_price(sheet, service) or _by_rank(sheet, service)):
        return
    if (asked or _has_option(sheet, Field.PACKAGE)) and _by_number(sheet, menu, Field.PACKAGE):
        return
    hit = _named(sheet, menu, Field.PACKAGE)
    if hit is not None and hit.best is not None and _package_counts(sheet, hit):
        sheet.found.fields[Field.PACKAGE] = menu.offers[hit.best].name
        _claim(sheet, hit, Field.PACKAGE)


def _packages(sheet: Sheet) -> tuple[Menu | None, Service | None]:
    """Packages of the service of this message, else of the collected one; without either, those that all share."""
    catalogue = sheet.context.catalogue
    known = menus.of(catalogue)
    name = sheet.found.fields.get(Field.SERVICE) or sheet.context.collected.get(Field.SERVICE)
    service = catalogue.service(name) if name else None
    if service is not None:
        menu = known.packages[service.name]
        return (menu, service) if menu.offers else (None, service)
    if len(catalogue.services) == 1:
        return known.packages[catalogue.services[0].name], catalogue.services[0]
    return (known.any_package, None) if known.any_package.offers else (None, None)


def _by_number(sheet: Sheet, menu: Menu, field: Field) -> bool:
    """A lone number, ordinal or rank of place, with nothing beside it but words of choosing."""
    chosen: list[number.Number] = []
    at = 0
    while at < len(sheet.tokens):
        one = None if sheet.owner[at] or _is_each(sheet, at) else number.at(sheet, at)
        if one is not None:
            if not any(sheet.at(category, one.end) for category in ("people", "unit", "clock")):
                chosen.append(one)
            at = one.end
        elif (
            sheet.tokens[at].kind == "mark"
            or sheet.owner[at]
            or _is_choosing(sheet, at)
            or sheet.is_worded_question(at)
        ):
            at += 1
        else:
            return False
    if not chosen:
        return _by_place(sheet, menu, field)
    last = chosen[-1]
    if len(chosen) > 1 and not sheet.has("instead") and len({one.value for one in chosen}) > 1:
        return False
    if sheet.is_worded_question(last.start) or not sheet.is_free(last.start, last.end):
        return False
    if not 1 <= last.value <= len(menu.offers):
        if last.digits and last.value < 1000:
            sheet.found.invalid[field] = "unknown"
        return False
    sheet.found.fields[field] = menu.offers[last.value - 1].name
    for one in chosen:
        sheet.claim(one.start, one.end, field)
    return True


def _is_each(sheet: Sheet, at: int) -> bool:
    """The "one" of "the second one", which is no number."""
    if sheet.tokens[at].kind == "number" or not sheet.at("each", at) or at == 0:
        return False
    return any(sheet.covered(category, at - 1) for category in ("ordinal", "rank", "nth"))


def _by_place(sheet: Sheet, menu: Menu, field: Field) -> bool:
    for at, mark in sheet.marks.get("rank", {}).items():
        if mark.value in ("last", "middle") and _is_said(sheet, at, mark.end):
            if mark.value == "middle" and len(menu.offers) % 2 == 0:
                return False
            chosen = menu.offers[-1 if mark.value == "last" else len(menu.offers) // 2]
            sheet.found.fields[field] = chosen.name
            sheet.claim(mark.start, mark.end, field)
            return True
    return False


def _is_said(sheet: Sheet, start: int, end: int) -> bool:
    """Neither asked about nor part of something else: "last friday" is no last package."""
    return sheet.is_free(start, end) and not sheet.is_worded_question(start)


def _is_choosing(sheet: Sheet, at: int) -> bool:
    return any(
        sheet.covered(category, at)
        for category in (
            "filler",
            "option",
            "each",
            "want",
            "answer",
            "label",
            "instead",
            "rank",
            "nth",
            "both",
            "not",
            "intent",
        )
    )


def _has_option(sheet: Sheet, field: Field) -> bool:
    """ "Package 2", "change it to package 3"."""
    return any(
        mark.value == field and mark.end < len(sheet.tokens) and number.at(sheet, mark.end)
        for mark in sheet.marks.get("label", {}).values()
    )


def _by_price(sheet: Sheet, service: Service) -> bool:
    if sheet.has("budget"):
        return False
    if _by_thousands(sheet, service):
        return True
    joined = sheet.text.replace(",", "")
    for package in service.packages:
        whole = package.price.decimal().split(".")[0]
        if len(whole) >= 3 and whole in joined:
            spans = [at for at in range(len(sheet.tokens)) if sheet.tokens[at].kind == "number" and not sheet.owner[at]]
            for at in spans:
                end = _price_end(sheet, at, whole)
                if end and not sheet.is_worded_question(at):
                    sheet.found.fields[Field.PACKAGE] = package.name
                    sheet.claim(at, end, Field.PACKAGE)
                    return True
    return False


def _by_thousands(sheet: Sheet, service: Service) -> bool:
    """ "The 15k one" means 15,999 where only one package costs fifteen thousand and something."""
    for at, mark in sheet.marks.get("thousand", {}).items():
        amount = next(
            (one for start in (at - 1, at - 2) if start >= 0 and (one := number.at(sheet, start)) and one.end == at),
            None,
        )
        if amount is None or sheet.is_worded_question(at) or not sheet.is_free(amount.start, mark.end):
            continue
        fitting = [one for one in service.packages if int(one.price.decimal().split(".")[0]) // 1000 == amount.value]
        if len(fitting) == 1:
            sheet.found.fields[Field.PACKAGE] = fitting[0].name
            sheet.claim(amount.start, mark.end, Field.PACKAGE)
            return True
    return False


def _price_end(sheet: Sheet, at: int, whole: str) -> int:
    """Behind the tokens that write this amount, with or without group commas; 0 if they do not."""
    digits = sheet.tokens[at].text
    end = at + 1
    while (
        digits != whole and whole.startswith(digits) and end + 1 < len(sheet.tokens) and sheet.tokens[end].text == ","
    ):
        digits += sheet.tokens[end + 1].text
        end += 2
    return end if digits == whole else 0


def _by_rank(sheet: Sheet, service: Service) -> bool:
    for at, mark in sheet.marks.get("rank", {}).items():
        if mark.value in ("cheapest", "dearest") and service.packages and _is_said(sheet, at, mark.end):
            pick = min if mark.value == "cheapest" else max
            sheet.found.fields[Field.PACKAGE] = pick(service.packages, key=lambda package: package.price.minor).name
            sheet.claim(mark.start, mark.end, Field.PACKAGE)
            return True
    return False


def _named(sheet: Sheet, menu: Menu, field: Field) -> _Hit | None:
    """What the words of the message name; where people correct themselves, the words behind the correction."""
    words: dict[int, str] = {}
    asked = sheet.asked is field
    for at, token in enumerate(sheet.tokens):
        if token.kind != "word" or sheet.owner[at]:
            continue
        key = menus.key_of(menu, token.text, similar=asked or len(token.text) >= 5)
        if key is not None and not menus.is_generic(token.text):
            words[at] = key
    words = _without_denied(sheet, words)
    if not words:
        return None
    hit = _score(menu, words)
    if hit.best is None or _names_two(menu, words):
        turn = max((at for at in sheet.marks.get("instead", {}) if min(words) < at), default=None)
        behind = {at: key for at, key in words.items() if turn is not None and at > turn}
        if behind:
            return _score(menu, behind)
        if _names_two(menu, words):
            return _Hit(None, complete=False, sure=True, places=tuple(words))
    return hit


def _without_denied(sheet: Sheet, words: dict[int, str]) -> dict[int, str]:
    """Drops what is said not to be wanted ("not bridal", "ब्राइडल नहीं"), if something else is named."""
    kept = {at: key for at, key in words.items() if not _is_denied(sheet, at, words)}
    return kept if any(at > min(words) for at in kept) else words


def _is_denied(sheet: Sheet, at: int, words: Mapping[int, str]) -> bool:
    before = next((place for place in range(at - 1, -1, -1) if place not in words), -1)
    if before >= 0 and sheet.covered("not", before) and sheet.tokens[before].text.isascii() and sheet.language == "en":
        return True
    behind = next((place for place in range(at + 1, len(sheet.tokens)) if place not in words), len(sheet.tokens))
    mark = sheet.at("not", behind) if behind < len(sheet.tokens) else None
    return mark is not None and mark.language != "en"


def names_offer(sheet: Sheet, start: int, end: int) -> bool:
    """Nothing stands here but words that services and packages are called by."""
    known = menus.of(sheet.context.catalogue)
    keys = known.services.keys | known.any_package.keys
    words = [token for token in sheet.tokens[start:end] if token.kind == "word"]
    return bool(words) and all(fold.loose(token.text) in keys or menus.is_generic(token.text) for token in words)


def _names_two(menu: Menu, words: Mapping[int, str]) -> bool:
    """Words that only one offer has, of two offers."""
    owners = {next(iter(menu.keys[key])) for key in words.values() if len(menu.keys[key]) == 1}
    if len(owners) < 2:
        return False
    said = frozenset(words.values())
    complete = [place for place in owners if any(form <= said for form in menu.offers[place].forms)]
    return len(complete) != 1


def _score(menu: Menu, words: Mapping[int, str]) -> _Hit:
    said = frozenset(words.values())
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
    return _Hit(first if clear else None, complete[first], sure, tuple(words))


def _service_counts(sheet: Sheet, hit: _Hit) -> bool:
    """Naming a service chooses it at the start, when asked, or with a wish; elsewhere it may be part of anything."""
    clause = _clause(sheet, hit)
    asks = sheet.is_worded_question(hit.places[-1])
    chosen = Field.SERVICE in sheet.context.collected
    if asks and not counts(sheet, clause):
        return sheet.asked is None and not chosen
    if sheet.asked in (None, Field.SERVICE):
        return True
    wish = any(sheet.has(category, clause.start, clause.end) for category in ("want", "change", "instead"))
    wish = wish or sheet.corrects(sheet.tokens[hit.places[0]].start)
    if sheet.asked in (Field.ADDRESS, Field.NAME):
        return hit.complete and wish
    return hit.complete or (hit.sure and wish)


def _package_counts(sheet: Sheet, hit: _Hit) -> bool:
    clause = _clause(sheet, hit)
    wish = any(sheet.has(category, clause.start, clause.end) for category in ("want", "change", "instead"))
    wish = wish or (hit.complete and sheet.corrects(sheet.tokens[hit.places[0]].start))
    if sheet.is_worded_question(hit.places[-1]) and not (wish and sheet.asked is not None):
        return False
    if sheet.asked in (None, Field.SERVICE, Field.PACKAGE):
        return True
    labelled = Field.PACKAGE in sheet.values("label", clause.start, clause.end)
    alone = clause.end - clause.start <= 2 and sheet.asked not in (Field.NAME, Field.ADDRESS)
    return labelled or wish or alone


def _clause(sheet: Sheet, hit: _Hit) -> Clause:
    number = sheet.clause_at(hit.places[-1])
    return sheet.clauses[number or 0]


def _claim(sheet: Sheet, hit: _Hit, field: Field) -> None:
    for at in hit.places:
        sheet.claim(at, at + 1, field)
