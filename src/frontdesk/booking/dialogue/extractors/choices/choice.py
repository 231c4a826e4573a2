"""Which service, which package: by name in any language, part of a name, misspelling, number, price or rank."""

from dataclasses import replace

from frontdesk.booking.dialogue.catalogue import Service
from frontdesk.booking.dialogue.extractors.choices import menu as menus
from frontdesk.booking.dialogue.extractors.choices import pick, weighed, whom
from frontdesk.booking.dialogue.extractors.choices.menu import Menu
from frontdesk.booking.dialogue.extractors.choices.named import Hit, named, remaining
from frontdesk.booking.dialogue.extractors.message import fold
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.booking.dialogue.state import Field


def find_service(sheet: Sheet) -> None:
    menu = menus.of(sheet.context.catalogue).services
    if not menu.offers:
        return
    if sheet.asked is Field.SERVICE and _picked(sheet, menu, Field.SERVICE):
        return
    hit = named(sheet, menu, Field.SERVICE)
    if (hit is None or hit.best is None) and _is_done_elsewhere(sheet):
        sheet.found.invalid[Field.SERVICE] = "unknown"
        return
    if hit is None:
        return
    if hit.best is None and (place := _by_its_price(sheet, menu, hit)) is not None:
        hit = replace(hit, best=place)
    if hit.best is None:
        if _is_open_wish(sheet, hit):
            sheet.found.invalid[Field.SERVICE] = "ambiguous"
            _claim(sheet, hit, Field.SERVICE)
    elif weighed.service_counts(sheet, hit):
        sheet.found.fields[Field.SERVICE] = menu.offers[hit.best].name
        _claim(sheet, hit, Field.SERVICE)


def _is_done_elsewhere(sheet: Sheet) -> bool:
    """ "A small tattoo on my wrist", also in a question: what such businesses do, and this one does not."""
    return sheet.asked is Field.SERVICE and sheet.has("treatment") and not sheet.has("not")


def _by_its_price(sheet: Sheet, menu: Menu, hit: Hit) -> int | None:
    """ "Makeup, the 49999 one": of the services that the words fit, the one that has something at this price."""
    if sheet.asked not in (None, Field.SERVICE) or hit.words > 1:
        return None
    fitting = {place for at in hit.places for key in menus.things(sheet.tokens[at].text) for place in menu.keys[key]}
    prices = pick.sums(sheet)
    having = [place for place in fitting if pick.costs(sheet.context.catalogue.services[place], prices)]
    return having[0] if len(having) == 1 else None


def _picked(sheet: Sheet, menu: Menu, field: Field) -> bool:
    """Chosen by number or place in the list."""
    offers = len(menu.offers)
    found = pick.by_middle(sheet, offers) or pick.by_number(sheet, offers) or pick.by_place(sheet, offers)
    found = found or pick.by_definite(sheet, offers)
    if found is None:
        return False
    if found.place is None:
        sheet.found.invalid[field] = "unknown"
        return False
    sheet.found.fields[field] = menu.offers[found.place].name
    pick.claim(sheet, found, field)
    return True


def _is_open_wish(sheet: Sheet, hit: Hit) -> bool:
    """Several services fit, and one of them is wanted: the customer is asked which."""
    if Field.SERVICE in sheet.context.collected or sheet.is_worded_question(hit.places[-1]):
        return False
    clause = weighed.clause_of(sheet, hit)
    short = clause.end - clause.start <= 3 or hit.words > 1
    return sheet.asked is Field.SERVICE or (
        sheet.asked is None and (short or sheet.has("want", clause.start, clause.end))
    )


def find_package(sheet: Sheet) -> None:
    own, service = _packages(sheet)
    if own is None or _by_sign(sheet, own, service):
        return
    menu = own
    known = menus.of(sheet.context.catalogue)
    hit = named(sheet, menu, Field.PACKAGE)
    if hit is None and menu is not known.any_package and sheet.asked is Field.PACKAGE:
        menu = known.any_package
        hit = named(sheet, menu, Field.PACKAGE)
    if hit is None and (place := _implied(sheet, own)) is not None:
        sheet.found.fields[Field.PACKAGE] = own.offers[place].name
    if hit is None or hit.best is None or not weighed.package_counts(sheet, hit):
        return
    sheet.found.fields[Field.PACKAGE] = menu.offers[hit.best].name
    _claim(sheet, hit, Field.PACKAGE)
    if service is None and hit.complete:
        _imply_service(sheet, menu.offers[hit.best].name, hit)


def _implied(sheet: Sheet, menu: Menu) -> int | None:
    """Named by nothing of its own: by whom it is for, or as the one that is left."""
    place = whom.find(sheet, menu)
    return remaining(sheet, menu) if place is None and sheet.asked is Field.PACKAGE else place


def _by_sign(sheet: Sheet, menu: Menu, service: Service | None) -> bool:
    """By price, rank or number; without a service, prices alone tell, unless the package is what was asked."""
    asked = sheet.asked is Field.PACKAGE
    priced = pick.by_price(sheet, sheet.context.catalogue, service) if _may_be_price(sheet) else None
    if priced is not None:
        sheet.found.fields[Field.PACKAGE] = priced[0]
        pick.claim(sheet, priced[1], Field.PACKAGE)
        return True
    if service is None:
        return False
    ranked = pick.by_middle(sheet, len(service.packages)) if asked else None
    ranked = ranked or pick.by_rank(sheet, service.packages, asked=asked)
    if ranked is not None and ranked.place is not None:
        sheet.found.fields[Field.PACKAGE] = service.packages[ranked.place].name
        pick.claim(sheet, ranked, Field.PACKAGE)
        return True
    return (asked or _has_option(sheet, Field.PACKAGE)) and _picked(sheet, menu, Field.PACKAGE)


def _may_be_price(sheet: Sheet) -> bool:
    """Digits that answer another question are no price."""
    return sheet.asked in (None, Field.SERVICE, Field.PACKAGE) or any(
        sheet.has(category) for category in ("want", "each")
    )


def _imply_service(sheet: Sheet, package: str, hit: Hit) -> None:
    """ "Highlights" is hair colour, where only one service has such a package."""
    if sheet.asked not in (None, Field.SERVICE) or Field.SERVICE in sheet.found.fields:
        return
    if Field.SERVICE in sheet.found.invalid and len(hit.places) < 2 and weighed.is_all_of(sheet, hit):
        return
    having = [one.name for one in sheet.context.catalogue.services if one.package(package)]
    if len(having) == 1 and (sheet.asked is Field.SERVICE or len(hit.places) > 1 or weighed.wants(sheet, hit)):
        sheet.found.fields[Field.SERVICE] = having[0]
        sheet.found.invalid.pop(Field.SERVICE, None)


def _packages(sheet: Sheet) -> tuple[Menu | None, Service | None]:
    """Packages of the service of this message, else of the collected one, else of the first; asked for nothing, those
    that any service has."""
    catalogue = sheet.context.catalogue
    known = menus.of(catalogue)
    name = sheet.found.fields.get(Field.SERVICE) or sheet.context.collected.get(Field.SERVICE)
    service = catalogue.service(name) if name else None
    if service is None and (len(catalogue.services) == 1 or (sheet.asked is Field.PACKAGE and catalogue.services)):
        service = catalogue.services[0]
    if service is not None:
        menu = known.packages[service.name]
        return (menu, service) if menu.offers else (None, service)
    return (known.any_package, None) if known.any_package.offers else (None, None)


def _has_option(sheet: Sheet, field: Field) -> bool:
    """ "Package 2", "change it to package 3"."""
    return any(
        mark.value == field and mark.end < len(sheet.tokens) and number.at(sheet, mark.end)
        for mark in sheet.marks.get("label", {}).values()
    )


def names_offer(sheet: Sheet, start: int, end: int) -> bool:
    """Nothing stands here but words that services and packages are called by."""
    known = menus.of(sheet.context.catalogue)
    keys = known.services.keys | known.any_package.keys
    words = [token for token in sheet.tokens[start:end] if token.kind == "word"]
    return bool(words) and all(
        fold.loose(token.text) in keys
        or any(key in keys for key in menus.things(token.text))
        or menus.is_generic(token.text)
        for token in words
    )


def _claim(sheet: Sheet, hit: Hit, field: Field) -> None:
    for at in hit.places:
        sheet.claim(at, at + 1, field)
