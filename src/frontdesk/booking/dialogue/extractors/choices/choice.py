"""Which service, which package: by name in any language, part of a name, misspelling, number, price or rank."""

from dataclasses import replace

from frontdesk.booking.dialogue import topics
from frontdesk.booking.dialogue.catalogue import Service
from frontdesk.booking.dialogue.extractors.choices import menu as menus
from frontdesk.booking.dialogue.extractors.choices import pick, whom
from frontdesk.booking.dialogue.extractors.choices.menu import Menu
from frontdesk.booking.dialogue.extractors.choices.named import Hit, named, remaining
from frontdesk.booking.dialogue.extractors.message import fold
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.numbers import number
from frontdesk.booking.dialogue.extractors.wishes.question import counts
from frontdesk.booking.dialogue.state import Field
from frontdesk.booking.dialogue.topics import Topic

# A part of a name is a choice in few words alone.
_SHORT, _FEW = 7, 2
_TURNS = ("change", "instead")
_WISHES = ("want", *_TURNS)
_EVENTS = frozenset({"#engagement", "#wedding", "#party"})
_BRIDE = frozenset({"#bride"})


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
    elif _service_counts(sheet, hit):
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
    clause = _clause(sheet, hit)
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
    if hit is None or hit.best is None or not _package_counts(sheet, hit):
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
    ranked = pick.by_rank(sheet, service.packages, asked=asked)
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
    if Field.SERVICE in sheet.found.invalid and len(hit.places) < 2 and _is_all_of(sheet, hit):
        return
    having = [one.name for one in sheet.context.catalogue.services if one.package(package)]
    if len(having) == 1 and (sheet.asked is Field.SERVICE or len(hit.places) > 1 or _wants(sheet, hit)):
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


def _wants(sheet: Sheet, hit: Hit) -> bool:
    clause = _clause(sheet, hit)
    dated = Field.EVENT_DATE in sheet.owner[clause.start : clause.end]
    return dated or _wishes(sheet, hit) or sheet.has("may", clause.start, clause.end)


def _wishes(sheet: Sheet, hit: Hit, categories: tuple[str, ...] = _WISHES) -> bool:
    """A word of wishing in its clause, none that belongs to the name itself ("আংটি বদল")."""
    clause = _clause(sheet, hit)
    return any(
        mark.start not in hit.places
        for category in categories
        for mark in sheet.between(category, clause.start, clause.end)
    )


def _service_counts(sheet: Sheet, hit: Hit) -> bool:
    """Naming a service chooses it at the start, when asked, or with a wish; elsewhere it may be part of anything."""
    clause = _clause(sheet, hit)
    if sheet.has("once", clause.start, clause.end) and not sheet.has("want", clause.start, clause.end):
        return False
    asks = sheet.is_worded_question(hit.places[-1])
    chosen = Field.SERVICE in sheet.context.collected
    if asks and not counts(sheet, clause):
        priced = sheet.asked is Field.SERVICE and Topic.PRICE in topics.of(_said(sheet, clause), sheet.language)
        return (sheet.asked is None or priced) and not chosen
    alone = clause.end - clause.start == 1
    if chosen and hit.words == 1 and not alone and _is_all_of(sheet, hit, _BRIDE) and not _wishes(sheet, hit):
        return False  # "Let me show my wife": the bride alone changes no booking
    if sheet.asked in (None, Field.SERVICE):
        # "Party makeup?" of somebody who has chosen asks about it.
        return not chosen or _wishes(sheet, hit) or not sheet.is_asked_about(hit.places[-1])
    return _counts_late(sheet, hit, clause)


def _counts_late(sheet: Sheet, hit: Hit, clause: Clause) -> bool:
    """While something else is asked an event may be part of the answer: a service is named as such, or changed."""
    wish = _wishes(sheet, hit) or sheet.corrects(sheet.tokens[hit.places[0]].start)
    if sheet.asked in (Field.ADDRESS, Field.NAME):
        contrasts = hit.words > 1 and (sheet.has("not") or sheet.has("instead"))
        return hit.complete and (wish or contrasts)
    # "Party wala hi karo" where the packages of another service are shown; "bridal" and not a word more anywhere.
    short = sheet.asked is Field.PACKAGE and clause.end - clause.start <= _SHORT
    short = short or len(hit.places) == sum(token.kind != "mark" for token in sheet.tokens)
    if sheet.asked is not Field.PACKAGE and not short and _is_occasion(sheet, hit, wish=wish):
        return False
    return hit.complete or (hit.sure and (wish or short))


def _is_occasion(sheet: Sheet, hit: Hit, *, wish: bool) -> bool:
    """ "मेकअप तो शादी वाले दिन", "mehndi 3 ko hai", "my mehndi function is on the 10th"."""
    if _wishes(sheet, hit, _TURNS):
        return False
    last = max(hit.places)
    if not hit.complete and _is_all_of(sheet, hit, _EVENTS):
        return True
    together = _longest_run(sheet, hit) >= hit.words
    return not together or sheet.has("event", last + 1, last + 3) or (hit.words == 1 and not wish)


def _longest_run(sheet: Sheet, hit: Hit) -> int:
    """So many of its words stand side by side, but for "and" and the like."""
    longest = run = 0
    for at in range(min(hit.places), max(hit.places) + 1):
        if at in hit.places:
            run += 1
        elif not menus.is_generic(sheet.tokens[at].text):
            run = 0
        longest = max(longest, run)
    return longest


def _said(sheet: Sheet, clause: Clause) -> str:
    return sheet.quote(clause.start, clause.end)


def _package_counts(sheet: Sheet, hit: Hit) -> bool:
    clause = _clause(sheet, hit)
    if _is_aside(sheet, hit):
        return False
    wish = _wishes(sheet, hit) or (hit.complete and _corrects(sheet, clause, hit))
    turns = any(sheet.has(category, clause.start, clause.end) for category in ("change", "instead"))
    if sheet.is_worded_question(hit.places[-1]) and not _may(sheet, clause, hit) and not (turns and sheet.asked):
        return False
    if not hit.complete and sheet.asked not in (Field.SERVICE, Field.PACKAGE):
        beside = hit.sure and Field.SERVICE in sheet.owner[clause.start : clause.end]
        return wish and (beside or clause.end - clause.start <= _SHORT)
    if sheet.asked in (None, Field.SERVICE, Field.PACKAGE):
        return sheet.asked is not None or not _speaks_of(sheet, clause, hit) or wish
    labelled = Field.PACKAGE in sheet.values("label", clause.start, clause.end)
    alone = clause.end - clause.start <= 2 and sheet.asked not in (Field.NAME, Field.ADDRESS)
    return labelled or wish or alone


def _is_aside(sheet: Sheet, hit: Hit) -> bool:
    """ "A basic phone", "one simple question", "नाव साधना": other things are so, and people are called so."""
    first, last = min(hit.places), max(hit.places)
    if sheet.has("ordinary", last + 1, last + 2):
        return True
    return sheet.asked is not Field.PACKAGE and Field.NAME in sheet.values("label", first - 2, first)


def _corrects(sheet: Sheet, clause: Clause, hit: Hit) -> bool:
    """ "No sorry, premium": the clause is nothing but the choice."""
    rest = (at for at in range(clause.start, clause.end) if at not in hit.places)
    return sheet.corrects(sheet.tokens[hit.places[0]].start) and all(pick.is_beside(sheet, at) for at in rest)


def _speaks_of(sheet: Sheet, clause: Clause, hit: Hit) -> bool:
    """ "My kid has fever": somebody is spoken of, and no service with it."""
    return _is_all_of(sheet, hit) and Field.SERVICE not in sheet.found.fields and clause.end - clause.start > _FEW


def _is_all_of(sheet: Sheet, hit: Hit, things: frozenset[str] = whom.THINGS) -> bool:
    return all(set(menus.things(sheet.tokens[at].text)) & things for at in hit.places)


def _may(sheet: Sheet, clause: Clause, hit: Hit) -> bool:
    """ "Can I get the luxury?", "लग्ज़री मिलेगा?"; not "what do I get in luxury?"."""
    behind = hit.places[-1] + 1
    within = behind < len(sheet.tokens) and sheet.at("within", behind) is not None
    booked = Field.SERVICE in sheet.owner[clause.start : clause.end] and counts(sheet, clause)
    return (booked or _is_ordered(sheet, clause) or sheet.has("may", clause.start, clause.end)) and not within


def _is_ordered(sheet: Sheet, clause: Clause) -> bool:
    """ "Facial gold for 2 people tomorrow, how much": service and day are ordered in the breath that asks the price."""
    owners = sheet.owner[clause.start : clause.end]
    return Field.EVENT_DATE in sheet.found.fields and Field.EVENT_DATE in owners and Field.SERVICE in owners


def _clause(sheet: Sheet, hit: Hit) -> Clause:
    number = sheet.clause_at(hit.places[-1])
    return sheet.clauses[number or 0]


def _claim(sheet: Sheet, hit: Hit, field: Field) -> None:
    for at in hit.places:
        sheet.claim(at, at + 1, field)
