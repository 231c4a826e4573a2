"""Whether what a message names is chosen: an occasion, a question, a person or a complaint may name it too."""

from frontdesk.booking.dialogue import topics
from frontdesk.booking.dialogue.extractors.choices import menu as menus
from frontdesk.booking.dialogue.extractors.choices import pick, whom
from frontdesk.booking.dialogue.extractors.choices.named import Hit
from frontdesk.booking.dialogue.extractors.message.sheet import Clause, Sheet
from frontdesk.booking.dialogue.extractors.wishes.question import counts
from frontdesk.booking.dialogue.state import Field
from frontdesk.booking.dialogue.topics import Topic

# A part of a name is a choice in few words alone.
_SHORT, _FEW = 7, 2
_TURNS = ("change", "instead")
_WISHES = ("want", *_TURNS)
_EVENTS = frozenset({"#engagement", "#wedding", "#party"})
_BRIDE = frozenset({"#bride"})


def wants(sheet: Sheet, hit: Hit) -> bool:
    clause = clause_of(sheet, hit)
    dated = Field.EVENT_DATE in sheet.owner[clause.start : clause.end]
    return dated or _wishes(sheet, hit) or sheet.has("may", clause.start, clause.end)


def _wishes(sheet: Sheet, hit: Hit, categories: tuple[str, ...] = _WISHES) -> bool:
    """A word of wishing in its clause, none that belongs to the name itself ("আংটি বদল")."""
    clause = clause_of(sheet, hit)
    return any(
        mark.start not in hit.places
        for category in categories
        for mark in sheet.between(category, clause.start, clause.end)
    )


def service_counts(sheet: Sheet, hit: Hit) -> bool:
    """Naming a service chooses it at the start, when asked, or with a wish; elsewhere it may be part of anything."""
    clause = clause_of(sheet, hit)
    if sheet.has("once", clause.start, clause.end) and not _holds(sheet, clause):
        return False
    asks = sheet.is_worded_question(hit.places[-1])
    chosen = Field.SERVICE in sheet.context.collected
    if asks and not counts(sheet, clause):
        priced = sheet.asked is Field.SERVICE and Topic.PRICE in topics.of(_said(sheet, clause), sheet.language)
        return (sheet.asked is None or priced) and not chosen
    alone = clause.end - clause.start == 1
    if chosen and hit.words == 1 and not alone and is_all_of(sheet, hit, _BRIDE) and not _wishes(sheet, hit):
        return False  # "Let me show my wife": the bride alone changes no booking
    if sheet.asked in (None, Field.SERVICE):
        # "Party makeup?" of somebody who has chosen asks about it.
        return not chosen or _wishes(sheet, hit) or not sheet.is_asked_about(hit.places[-1])
    return _counts_late(sheet, hit, clause)


def _holds(sheet: Sheet, clause: Clause) -> bool:
    """Wanted now as it was once, or said by a doctor, who knew what has to be done."""
    return sheet.has("want", clause.start, clause.end) or sheet.has("trade", clause.start, clause.end)


def _counts_late(sheet: Sheet, hit: Hit, clause: Clause) -> bool:
    """While something else is asked an event may be part of the answer: a service is named as such, or changed."""
    if hit.instead or _is_decided(sheet, hit, clause):
        return hit.complete or hit.sure
    wish = _wishes(sheet, hit) or sheet.corrects(sheet.tokens[hit.places[0]].start)
    if sheet.asked in (Field.ADDRESS, Field.NAME):
        contrasts = hit.words > 1 and (sheet.has("not") or sheet.has("instead"))
        alone = hit.words > 1 and len(sheet.clauses) > 1 and clause.end - clause.start == len(hit.places)
        return hit.complete and (wish or contrasts or alone)
    # "Party wala hi karo" where the packages of another service are shown; "bridal" and not a word more anywhere.
    short = sheet.asked is Field.PACKAGE and clause.end - clause.start <= _SHORT
    short = short or len(hit.places) == sum(token.kind != "mark" for token in sheet.tokens)
    if sheet.asked is not Field.PACKAGE and not short and _is_occasion(sheet, hit, wish=wish):
        return False
    return hit.complete or (hit.sure and (wish or short))


def _is_decided(sheet: Sheet, hit: Hit, clause: Clause) -> bool:
    """ "OK so bridal it is": the words that decide close the clause."""
    return any(mark.end == clause.end for mark in sheet.between("decided", max(hit.places) + 1, clause.end))


def _is_occasion(sheet: Sheet, hit: Hit, *, wish: bool) -> bool:
    """ "मेकअप तो शादी वाले दिन", "mehndi 3 ko hai", "my mehndi function is on the 10th"."""
    clause = clause_of(sheet, hit)
    if _wishes(sheet, hit, _TURNS) or (wish and clause.end - clause.start == len(hit.places)):
        return False
    last = max(hit.places)
    if not hit.complete and is_all_of(sheet, hit, _EVENTS):
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


def package_counts(sheet: Sheet, hit: Hit) -> bool:
    clause = clause_of(sheet, hit)
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
    return is_all_of(sheet, hit) and Field.SERVICE not in sheet.found.fields and clause.end - clause.start > _FEW


def is_all_of(sheet: Sheet, hit: Hit, things: frozenset[str] = whom.THINGS) -> bool:
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


def clause_of(sheet: Sheet, hit: Hit) -> Clause:
    number = sheet.clause_at(hit.places[-1])
    return sheet.clauses[number or 0]
