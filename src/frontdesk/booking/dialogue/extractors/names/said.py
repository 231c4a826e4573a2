"""How people say whose name it is: "my name is …", "… speaking", "in the name of …", "my sister …", "Regards, …"."""

from frontdesk.booking.dialogue.extractors.message import lexicon
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run, goes_back, run_from
from frontdesk.booking.dialogue.extractors.names.trimmed import without_home
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital, is_state
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

_SIGNATURES = frozenset({"-", "–", "—", "~", "\n", ","})
# In a longer message a bare "name" may be anybody's.
_SHORT = 120
# So long is a clause that holds several thoughts; what is asked in it stands so near behind the words of asking.
_RUN_ON, _NEAR = 8, 3
_ABOUT_PLACE = ("origin", "within")
_BEFORE = ("intent", "filler", "answer", "honorific", "lead")
_GREETINGS = ("filler", "answer", "intent", "intro_weak", "honorific", "lead", "stop", "both")


def introduced(words: Words) -> Run | None:
    """Behind "my name is", the last one first: whoever says it twice corrects."""
    sheet = words.sheet
    for at, mark in sorted(sheet.marks.get("intro", {}).items(), reverse=True):
        if sheet.owner[at] or _is_asked_about(words, at, mark.end) or _is_house(sheet, at):
            continue
        run = run_from(words, _behind_order(words, mark.end))
        if words.is_name(*run) and (_opens(words, at, mark.end) or _is_sure(words, run)):
            return run
    return None


def _is_asked_about(words: Words, at: int, behind: int) -> bool:
    """In a question; not so a known name in a run-on message that asks something else as well."""
    sheet = words.sheet
    number = sheet.clause_at(at)
    if number is None or not sheet.asking[number]:
        return False
    clause = sheet.clauses[number]
    known = behind < clause.end and words.is_given(behind) and clause.closes != "?"
    asks = any(sheet.has(category, at - _NEAR, at) for category in ("asks", "opens", "requests"))
    return not known or asks or clause.end - clause.start < _RUN_ON


def _behind_order(words: Words, at: int) -> int:
    """ "Bhabhi ka naam dalo, Nazneen Begum": the name in the clause behind the order to write one down."""
    sheet = words.sheet
    first = at
    while at < len(sheet.tokens) and (mark := sheet.at("put", at)):
        at = mark.end
    if at >= len(sheet.tokens) - 1 or (at == first and sheet.asked is not Field.NAME):
        return at
    number = sheet.clause_at(at + 1)
    if number is None or sheet.tokens[at].text not in ",.:-":
        return at
    run = run_from(words, at + 1)
    return at + 1 if run[1] >= sheet.clauses[number].end else at


def _opens(words: Words, at: int, end: int) -> bool:
    """ "My name" says whose; a bare "name" stands at the head of its clause, or has its sign."""
    sheet = words.sheet
    if end - at > 1 or sheet.at("label", at) is None or (end < len(sheet.tokens) and sheet.tokens[end].text in ":-–=→"):
        return True
    if at and sheet.covered("yours", at - 1):
        return False
    run = run_from(words, end)
    if len(sheet.text) <= _SHORT or len(words.words(*run)) > 1:
        return True
    return _heads(
        words, at, also=("possessive", "relation", "same", "label", "both", "stop", "misspelt", "for_whom", "whose")
    )


def _is_sure(words: Words, run: Run) -> bool:
    spots = words.words(*run)
    return any(words.is_given(at) for at in spots) or (
        all_capital(words.sheet, spots) and words.sheet.tokens[spots[0]].text.isascii()
    )


def _is_house(sheet: Sheet, at: int) -> bool:
    """The bare "name" inside an address is that of a house."""
    if sheet.asked is not Field.ADDRESS or sheet.at("label", at) is None:
        return False
    number = sheet.clause_at(at) or 0
    before = [clause for clause in sheet.clauses[:number] if clause.sentence == sheet.clauses[number].sentence]
    return any(sheet.has(category, clause.start, clause.end) for clause in before for category in ("place", "city"))


def family(words: Words, behind: int) -> Run | None:
    """The family name, where it is said apart."""
    for at, mark in words.sheet.marks.get("family", {}).items():
        run = run_from(words, mark.end)
        if at >= behind and words.is_name(*run):
            return run
    return None


def weakly(words: Words) -> Run | None:
    """Behind a mere "I am" or "this is"."""
    sheet = words.sheet
    for at, mark in sorted(sheet.marks.get("intro_weak", {}).items(), reverse=True):
        if sheet.owner[at] or _is_asked_about(words, at, mark.end):
            continue
        run = without_home(words, _behind_home(words, run_from(words, mark.end)))
        if not (_heads(words, at) or _is_told_on(words, mark, run)):
            continue
        if words.is_name(*run) and not words.is_offer(*run) and _looks_like_name(words, run, mark.language):
            return run
    return None


def _heads(words: Words, at: int, also: tuple[str, ...] = ()) -> bool:
    """Nothing but greetings and other values stands before it in its clause: "ghar ma puja" is at home."""
    sheet = words.sheet
    number = sheet.clause_at(at)
    start = sheet.clauses[number].start if number is not None else at
    return all(
        sheet.tokens[place].kind == "mark"
        or sheet.owner[place]
        or any(words.covered(category, place) for category in (*_BEFORE, *also))
        for place in range(start, at)
    )


def _is_told_on(words: Words, mark: Mark, run: Run) -> bool:
    """ "… on 5th March im Simran 98…": in a run-on message, names that are known and end what is said."""
    known = run[0] < run[1] and words.is_given(run[0]) and all(words.is_known(at) for at in range(*run))
    return known and mark.language is Language.EN and _ends_here(words.sheet, run[1])


def _behind_home(words: Words, run: Run) -> Run:
    """ "म बिराटनगरको अञ्जु राई": where she is from goes before."""
    start, end = run
    while (
        start < end - 1
        and words.kind(start) is Kind.SOFT
        and any(words.covered(category, start) for category in ("city", "country", "place"))
    ):
        start += 1
    return start, end


def _looks_like_name(words: Words, run: Run, language: Language) -> bool:
    """Known names, capitals, or few plain words that end what is said: "I am" opens many sentences."""
    sheet = words.sheet
    places = words.words(*run)
    kinds = [words.kind(at) for at in places]
    if sheet.at("whose", run[1]) and sheet.at("relation", run[1] + 1):
        return False  # "मैं दीपक की माँ हूँ"
    behind = [mark for one in _ABOUT_PLACE if (mark := sheet.at(one, run[1]))] if language is not Language.EN else []
    if any(not mark.sounds and mark.language == language for mark in behind):
        return False  # "मैं दिल्ली से बोल रही हूँ"
    if Kind.KNOWN in kinds and kinds[0] is not Kind.SOFT:
        return True
    if sheet.asked is Field.NAME:
        return len(places) <= 3 and not is_state(sheet, places[0])
    if not all(words.is_plain(at) for at in places) or len(places) > 3 or not _ends_here(sheet, run[1]):
        return False
    if all_capital(sheet, places) and sheet.tokens[places[0]].text.isascii():
        return True
    if language is not Language.EN:
        return len(places) <= 2 and _is_before_value(sheet, run[1])
    return not is_state(sheet, places[-1]) and (len(places) == 1 or bool(sheet.found.fields))


def _is_before_value(sheet: Sheet, end: int) -> bool:
    """A number or an email is given as well, and follows at once: no verb stands between."""
    given = any(field in sheet.found.fields for field in (Field.PHONE, Field.EMAIL))
    if sheet.found.fields and end < len(sheet.tokens) and sheet.tokens[end].text == ",":
        return True
    follows = end < len(sheet.tokens) and (
        bool(sheet.owner[end]) or sheet.tokens[end].text in ",\n" or sheet.at("label", end)
    )
    return given and bool(follows)


def _ends_here(sheet: Sheet, end: int) -> bool:
    """The clause ends, another value or what closes a name follows."""
    if end >= len(sheet.tokens) or sheet.tokens[end].kind == "mark" or sheet.owner[end]:
        return True
    return any(sheet.at(category, end) for category in ("stop", "label", "copula", "honorific", "both"))


def spoken(words: Words) -> Run | None:
    """ "Priya this side", "मैं कल्पना जोशी बात कर रही हूँ"."""
    sheet = words.sheet
    for at in sheet.marks.get("spoken", {}):
        clause = sheet.clause_at(at)
        if clause is None:
            continue
        start = sheet.clauses[clause].start
        if sheet.is_worded_question(at) and not sheet.has("intro_weak", start, at):
            continue
        while (
            start < at and any(sheet.covered(category, start) for category in _GREETINGS) and not words.is_known(start)
        ):
            start += 1
        origin = next((one for one in range(start + 2, at) if sheet.at("origin", one)), None)
        run = without_home(words, (start, at if origin is None else origin))
        if run[0] < run[1] and sheet.is_free(start, at) and words.is_name(*run):
            return run
    return _is_called(words)


def _is_called(words: Words) -> Run | None:
    """ "सन्तोष हुँ": a known name, and the verb alone behind it."""
    sheet = words.sheet
    for clause in sheet.clauses:
        if (
            clause.end - clause.start < 2
            or sheet.at("am", clause.end - 1) is None
            or sheet.is_asked_about(clause.start)
        ):
            continue
        run = clause.start, clause.end - 1
        if sheet.is_free(*run) and words.is_name(*run) and words.is_given(clause.start):
            return run
    return None


def under(words: Words) -> Run | None:
    """ "Rina ke naam se", "श्री गणपत म्हात्रे यांच्या नावावर"."""
    sheet = words.sheet
    called = sheet.marks.get("called", {}) if sheet.asked is Field.NAME or sheet.has("called_me") else {}
    for at in [*sheet.marks.get("under", {}), *called]:
        end = at
        while end > 0 and sheet.at("relation", end - 1):
            end -= 1
        start = end
        while start > 0 and goes_back(words, start - 1):
            start -= 1
        if start < end and words.is_name(start, end):
            return start, end
    return None


def related(words: Words) -> Run | None:
    """ "For my sister Rina", "मेरी बहन रीना के लिए"."""
    sheet = words.sheet
    for at, mark in sheet.marks.get("relation", {}).items():
        if sheet.is_asked_about(at) or sheet.owner[at] or mark.sounds:
            continue
        start = _behind_for(sheet, mark.end)
        while start < len(sheet.tokens) and sheet.tokens[start].text in ":-–":
            start += 1
        run = run_from(words, start)
        places = words.words(*run)
        if not words.is_name(*run) or not _ends_relation(sheet, run[1]):
            continue
        latin = sheet.tokens[places[0]].text.isascii()
        if any(words.kind(place) is Kind.KNOWN for place in places) or (latin and all_capital(sheet, places)):
            return run
        local = sheet.language is not Language.EN and all(words.kind(place) is Kind.PLAIN for place in places)
        if (not latin or local) and (sheet.at("for_whom", run[1]) or _is_for(sheet, run[1] - 1)):
            return run
    return None


def _behind_for(sheet: Sheet, at: int) -> int:
    """ "Pitaji k liye - Ramnarayan Meena": behind the dash or colon."""
    mark = sheet.at("for_whom", at)
    if mark is None or mark.end >= len(sheet.tokens) or sheet.tokens[mark.end].text not in ":-–":
        return at
    return mark.end


def _is_for(sheet: Sheet, at: int) -> bool:
    """ "रीनासाठी": the postposition is written onto the name."""
    return sheet.tokens[at].text.casefold().endswith(lexicon.endings("for_ending"))


def _ends_relation(sheet: Sheet, end: int) -> bool:
    """What follows is no sentence about her ("my friend Neha told me …")."""
    if end >= len(sheet.tokens) or sheet.tokens[end].kind == "mark" or sheet.owner[end]:
        return True
    return any(sheet.at(category, end) for category in ("for_whom", "whose")) or (
        sheet.at("stop", end) is not None and sheet.language == "en"
    )


def signed(words: Words) -> Run | None:
    """ "Regards, Neha" or "- Neha" behind everything else."""
    sheet = words.sheet
    for clause in sheet.clauses[-1:]:
        start = clause.start
        while start < clause.end and sheet.tokens[start].text in _SIGNATURES:
            start += 1
        lead = start > 1 and sheet.tokens[start - 1].text in _SIGNATURES - {","}
        greeted = sheet.at("sign_off", start)
        if greeted is not None:
            start, lead = greeted.end, True
        elif start > 1 and sheet.tokens[start - 1].text in ",\n":
            lead = _signs_off(sheet, start - 1)
        else:
            dash = next((at for at in range(clause.end - 2, clause.start, -1) if sheet.tokens[at].text in "-–—~"), 0)
            glued = bool(dash) and sheet.tokens[dash - 1].end == sheet.tokens[dash].start
            start, lead = (dash + 1, True) if dash and not glued and clause.end - dash <= 4 else (start, lead)
        run = start, clause.end
        if lead and start < clause.end and sheet.is_free(*run) and words.is_name(*run) and _is_signature(words, run):
            return run
    return None


def _signs_off(sheet: Sheet, comma: int) -> bool:
    """ "Thanks," stands before."""
    return any(mark.end == comma for mark in sheet.marks.get("sign_off", {}).values())


def _is_signature(words: Words, run: Run) -> bool:
    places = words.words(*run)
    return all_capital(words.sheet, places) or any(words.kind(at) is Kind.KNOWN for at in places)
