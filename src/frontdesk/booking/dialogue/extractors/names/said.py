"""How people say whose name it is: "my name is …", "in the name of …"."""

from frontdesk.booking.dialogue.extractors.message import lexicon
from frontdesk.booking.dialogue.extractors.message.sheet import Mark, Sheet
from frontdesk.booking.dialogue.extractors.names.run import Run, goes_back, run_from
from frontdesk.booking.dialogue.extractors.names.words import Kind, Words, all_capital
from frontdesk.booking.dialogue.state import Field
from frontdesk.kit.languages import Language

# In a longer message a bare "name" may be anybody's.
_SHORT = 120
# So long is a clause that holds several thoughts; what is asked in it stands so near behind the words of asking.
_RUN_ON, _NEAR = 8, 3
_BEFORE = ("intent", "filler", "answer", "honorific", "lead")


def introduced(words: Words) -> Run | None:
    """Behind "my name is", the last one first: whoever says it twice corrects."""
    sheet = words.sheet
    for at, mark in sorted(sheet.marks.get("intro", {}).items(), reverse=True):
        behind = _behind_mine(sheet, mark.end)
        if sheet.owner[at] or sheet.covered("family", at) or is_asked_about(words, at, behind) or _is_house(sheet, at):
            continue
        run = _from_capitals(words, run_from(words, behind))
        opens = _opens(words, at, mark.end) and not _is_told_to(sheet, mark)
        if words.is_name(*run) and (opens or is_sure(words, run)):
            return run
        if (alone := dictated(words, mark.end)) is not None:
            return alone
    return None


def _from_capitals(words: Words, run: Run) -> Run:
    """ "Nam ta thakbe Lubna Sharmin": behind a small word that no list knows, two with capitals."""
    spots = words.words(*run)
    capital = [at for at in spots if words.sheet.tokens[at].text[:1].isupper()]
    led = len(capital) > 1 and capital[0] > spots[0] and capital == spots[-len(capital) :]
    return (capital[0], run[1]) if led and not words.is_known(spots[0]) else run


def _behind_mine(sheet: Sheet, at: int) -> int:
    """ "नाव माझं विमल कदम", "naam mera Priya"."""
    mark = sheet.at("possessive", at) if at < len(sheet.tokens) else None
    return mark.end if mark is not None and mark.language is not Language.EN else at


def _is_told_to(sheet: Sheet, mark: Mark) -> bool:
    """ "Guard ko mera naam bol dena", "দারোয়ানকে আমার নাম বললেই …": somebody is told it, who needs no telling here."""
    at = mark.start
    if at == 0 or sheet.clause_at(at - 1) != sheet.clause_at(at):
        return False
    apart = mark.end - at > 1 and sheet.at("whose", at - 1) is not None and sheet.at("possessive", at) is not None
    return apart or _is_dative(sheet, at - 1)


def _is_dative(sheet: Sheet, at: int) -> bool:
    return sheet.tokens[at].text.casefold().endswith(lexicon.endings("dative_ending"))


def dictated(words: Words, at: int) -> Run | None:
    """ "Bhabhi ka naam dalo, Nazneen Begum": the name alone in the next clause, or behind the order to write it."""
    sheet = words.sheet
    number = sheet.clause_at(at) if at < len(sheet.tokens) else None
    if number is None:
        number = sheet.clause_at(at - 1)
    if number is None:
        return None
    end = sheet.clauses[number].end
    orders = [mark.end for mark in sheet.between("put", at, end)]
    orders += [place + 1 for place in range(at, end) if sheet.tokens[place].text == ":"]
    for place in sorted(orders, reverse=True):
        run = run_from(words, place)
        if run[1] == end and _is_dictated(words, run):
            return run
    rest = range(at, end)
    if number + 1 == len(sheet.clauses) or sheet.asking[number + 1] or any(sheet.owner[one] for one in rest):
        return None
    following = sheet.clauses[number + 1]
    run = run_from(words, following.start)
    return run if run[1] == following.end and _is_dictated(words, run) else None


def _is_dictated(words: Words, run: Run) -> bool:
    """Sure to be a name, or where it was asked, of several words that mean nothing else."""
    spots = words.words(*run)
    if not words.is_name(*run) or words.is_offer(*run) or not words.sheet.is_free(*run):
        return False
    plain = all(words.kind(at) is Kind.KNOWN or words.is_plain(at) for at in spots)
    known = any(words.is_known(at) for at in spots)
    asked = words.sheet.asked is Field.NAME and len(spots) > 1
    return plain and (known or asked or (len(spots) > 1 and is_sure(words, run)))


def is_asked_about(words: Words, at: int, behind: int) -> bool:
    """In a question; not so a known name in a run-on message that asks something else as well."""
    sheet = words.sheet
    number = sheet.clause_at(at)
    if number is None or not sheet.asking[number]:
        return False
    clause = sheet.clauses[number]
    known = behind < clause.end and words.is_given(behind) and clause.closes != "?"
    asks = any(sheet.has(category, at - _NEAR, at) for category in ("asks", "opens", "requests"))
    return not known or asks or clause.end - clause.start < _RUN_ON


def heads(words: Words, at: int, also: tuple[str, ...] = ()) -> bool:
    """Nothing but greetings and other values stands before it in its clause: "ghar ma puja" is at home."""
    sheet = words.sheet
    number = sheet.clause_at(at)
    start = sheet.clauses[number].start if number is not None else at
    start = next((place + 1 for place in range(at - 1, start, -1) if _is_picture(sheet, place)), start)
    return all(
        sheet.tokens[place].kind == "mark"
        or sheet.owner[place]
        or any(words.covered(category, place) for category in (*_BEFORE, *also))
        for place in range(start, at)
    )


def _is_picture(sheet: Sheet, at: int) -> bool:
    """An emoji ends a thought as a full stop does."""
    return sheet.tokens[at].kind == "mark" and not sheet.tokens[at].text.isascii()


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
    return heads(
        words, at, also=("possessive", "relation", "same", "label", "both", "stop", "misspelt", "for_whom", "whose")
    )


def is_sure(words: Words, run: Run) -> bool:
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


def family(words: Words, given: Run) -> Run | None:
    """The family name, where it is said apart."""
    for mark in words.sheet.marks.get("family", {}).values():
        run = run_from(words, mark.end)
        if words.is_name(*run) and (run[1] <= given[0] or run[0] >= given[1]):
            return run
    return None


def under(words: Words) -> Run | None:
    """ "Rina ke naam se", "श्री गणपत म्हात्रे यांच्या नावावर"; the last one."""
    sheet = words.sheet
    called = sheet.marks.get("called", {}) if sheet.asked is Field.NAME or sheet.has("called_me") else {}
    marks = [*sheet.marks.get("under", {}).items(), *called.items()]
    for at, mark in sorted(marks, reverse=True):
        end = at
        while end > 0 and sheet.at("relation", end - 1):
            end -= 1
        start = end
        while start > 0 and goes_back(words, start - 1):
            start -= 1
        hers = end < at and not words.is_known(end - 1) and (dictated(words, mark.end) is not None)
        if start < end and words.is_name(start, end) and not hers and not _is_whose(words, (start, end), mark):
            return start, end
        if not is_asked_about(words, at, mark.end) and (behind := _behind(words, mark)) is not None:
            return behind
    return None


def _is_whose(words: Words, run: Run, mark: Mark) -> bool:
    """ "In my granddaughter's name", "mulichya navane, Saniya": one unknown word is what she is, not who, behind "my"
    or before a name in the next clause; "দারোয়ানকে আমার নাম": somebody is told it."""
    sheet, spots = words.sheet, words.words(*run)
    if len(spots) > 1 or words.is_known(spots[-1]):
        return False
    mine = run[0] and sheet.at("possessive", run[0] - 1) and not sheet.at("intro", run[0] - 1)
    told = sheet.asked is not Field.NAME and sheet.at("intro", mark.start) is not None
    return bool(mine) or told or _is_dative(sheet, spots[-1]) or dictated(words, mark.end) is not None


def _behind(words: Words, mark: Mark) -> Run | None:
    """ "Chori ko naam ma Aarya Pokhrel", "हजुरआमाको नाममा गरौं, विष्णुमाया श्रेष्ठ"."""
    run = run_from(words, mark.end)
    if words.sheet.at("called", mark.start) is None and words.is_name(*run) and is_sure(words, run):
        return run
    return dictated(words, mark.end)
