"""An answer in pieces: which of them say where, and which only talk around it."""

from collections.abc import Iterator
from typing import NamedTuple

from frontdesk.booking.dialogue.extractors.message.lexicon import endings, lookup
from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.places.place import is_street

# Words of everyday talk, of which addresses hold few.
_EVERYDAY = (
    "speaks", "also", "filler", "answer", "assent", "copula", "lives", "happens", "person", "talk", "intent", "want",
    "relation", "whom", "not", "asks", "everyday", "telling", "note", "write", "particle", "possessive", "stale",
    "change", "label", "within", "link", "stop", "but", "both", "intro", "intro_weak", "address_intro", "ring",
    "namely", "told",
)  # fmt: skip
# A piece ends with these, and the next begins behind them.
_JOINS = ("namely", "both", "but")
# What leads to the place in its own clause ends with one of these ("my in-laws stay at 19 …", "now it's …").
_VERBS = ("lives", "intro_weak", "copula", "note", "write", "telling", "address_intro", "lead")
_SIGNS = ",;:.।|\n!?"
_DASHES = "-–—"
_MOSTLY, _FEWEST = 0.5, 2
# So short are small words of romanised talk.
_SHORT = 2


class Piece(NamedTuple):
    start: int
    end: int
    closed: str  # the sign or the word behind it


def cut(sheet: Sheet, start: int, end: int) -> list[Piece]:
    """tokens[start:end] at commas, colons, loose dashes, line ends and words that join."""
    pieces: list[Piece] = []
    begun = at = start
    while at < end:
        behind = _behind_joint(sheet, at)
        if behind is None:
            at += 1
            continue
        if at > begun:
            pieces.append(Piece(begun, at, sheet.tokens[at].text))
        begun = at = behind
    if begun < end:
        pieces.append(Piece(begun, end, ""))
    return pieces


def _behind_joint(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    if token.kind == "mark":
        parts = token.text == ":" or _is_loose_dash(sheet, at) or (token.text in _SIGNS and sheet.clause_at(at) is None)
        return at + 1 if parts else None
    if sheet.covered("place", at) or (token.text.isascii() and not token.text.islower()):
        return None
    for name in _JOINS:
        mark = sheet.at(name, at)
        if mark is not None and not mark.sounds:
            return mark.end
    return None


def _is_loose_dash(sheet: Sheet, at: int) -> bool:
    """With room on both sides, or at the end of a line."""
    if sheet.tokens[at].text not in _DASHES or not 0 < at < len(sheet.tokens) - 1:
        return False
    before, dash, behind = sheet.tokens[at - 1 : at + 2]
    return behind.text == "\n" or (before.end < dash.start and dash.end < behind.start)


def narrowed(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    """Without the talk before the first piece that says where, and behind the last."""
    pieces = cut(sheet, start, end)
    sure = [number for number, piece in enumerate(pieces) if says_where(sheet, piece.start, piece.end)]
    if not sure:
        return _behind_colon(sheet, pieces), end
    first, last = sure[0], sure[-1]
    talk = [talks(sheet, piece.start, piece.end) for piece in pieces]
    while first < last and _is_statement(sheet, pieces[first]):
        talk[first] = True
        first = next(n for n in sure if n > first)
    begins = next((n + 1 for n in range(first - 1, -1, -1) if talk[n] or pieces[n].closed == ":"), 0)
    ends = next(
        (n for n in range(begins + 1, len(pieces)) if _opens_talk(sheet, pieces[n], talk=talk[n] and n > last)),
        len(pieces),
    )
    last = max((n for n in sure if n < ends), default=first)
    behind = _behind_verb(sheet, pieces[begins])
    if ends - 1 == last:
        end = _before_talk(sheet, behind if last == first else pieces[last].start, pieces[last].end)
    else:
        end = pieces[ends - 1].end
    return (start if behind == pieces[0].start else behind), end


def _is_statement(sheet: Sheet, piece: Piece) -> bool:
    """ "Shaadi to hotel me hai", "घर नजिकै मन्दिर छ": a whole sentence with its verb, and no address in it."""
    exact = any(token.kind == "number" for token in sheet.tokens[piece.start : piece.end])
    if exact or sheet.has("city", piece.start, piece.end):
        return False
    words = [at for at in sheet.free(piece.start, piece.end) if not sheet.covered("place", at)]
    if sum(is_everyday(sheet, at) for at in words) < max(_FEWEST, _MOSTLY * len(words)):
        return False
    marks = (sheet.at(name, piece.end - 1) for name in ("copula", "lives", "happens"))
    return any(mark is not None and not mark.sounds and mark.language != "en" for mark in marks)


def _opens_talk(sheet: Sheet, piece: Piece, *, talk: bool) -> bool:
    """Behind the address; "lift nahi hai 3rd floor hai" and "ring the 2nd bell" hold figures and are talk."""
    rings = sheet.at("ring", piece.start) is not None and not sheet.covered("place", piece.start)
    return talk or rings or is_telling(sheet, piece.start)


def _behind_colon(sheet: Sheet, pieces: list[Piece]) -> int:
    """Without any sign of a place, what stands behind the last colon that talk leads up to."""
    led = (n for n in range(len(pieces) - 2, -1, -1) if pieces[n].closed == ":" and talks(sheet, *pieces[n][:2]))
    return pieces[next(led, -1) + 1].start if pieces else 0


def says_where(sheet: Sheet, start: int, end: int) -> bool:
    """A figure, a city or a word of places; of the home and what is near it only where nobody talks of them."""
    firm = any(_is_firm(sheet, at) for at in range(start, end))
    return firm or (
        any(sheet.covered("place", at) for at in range(start, end)) and not _is_everyday_talk(sheet, start, end)
    )


def _is_firm(sheet: Sheet, at: int) -> bool:
    if sheet.tokens[at].kind == "number":
        return not sheet.owner[at]
    if sheet.covered("vicinity", at) and not _is_numbered(sheet, at):
        return False
    return sheet.covered("place", at) or sheet.covered("city", at) or is_street(sheet, at)


def _is_numbered(sheet: Sheet, at: int) -> bool:
    return any(token.kind == "number" for token in sheet.tokens[at + 1 : at + 4])


def talks(sheet: Sheet, start: int, end: int) -> bool:
    """Says nothing of where it is."""
    return not any(_is_firm(sheet, at) for at in range(start, end)) and _is_everyday_talk(sheet, start, end)


def _is_everyday_talk(sheet: Sheet, start: int, end: int) -> bool:
    words = [at for at in range(start, end) if sheet.tokens[at].kind == "word" and not sheet.owner[at]]
    words = words[next((n for n, at in enumerate(words) if not is_noting(sheet, at)), -1) :]
    if any(is_telling(sheet, at) for at in words):
        return True
    plain = [at for at in words if not sheet.covered("vicinity", at)]
    common = [at for at in plain if is_everyday(sheet, at)]
    listed = any(lookup(sheet.tokens[at].text) for at in common)
    return listed and len(common) >= _MOSTLY * len(plain) and (len(common) > 1 or len(plain) == 1)


def is_telling(sheet: Sheet, at: int) -> bool:
    """Said around the address; not in a name ("Lift Road", "Just Bake")."""
    if not sheet.covered("telling", at) or sheet.covered("place", at):
        return False
    ends = at > 0 and sheet.tokens[at].text.istitle() and sheet.tokens[at - 1].text[:1].isupper()
    return not ends and not begins_name(sheet, at)


def begins_name(sheet: Sheet, at: int) -> bool:
    """A word of places follows that is not numbered, or another capital."""
    if at + 1 >= len(sheet.tokens) or sheet.tokens[at + 1].kind != "word":
        return False
    both = sheet.tokens[at].text[:1].isupper() and sheet.tokens[at + 1].text[:1].isupper()
    named = sheet.covered("place", at + 1) and not sheet.covered("vicinity", at + 1)
    return both or (named and not _is_numbered(sheet, at))


def is_noting(sheet: Sheet, at: int) -> bool:
    """ "Write", "note down"."""
    return sheet.covered("note", at) or sheet.covered("write", at)


def is_everyday(sheet: Sheet, at: int) -> bool:
    """Listed as a word of talk, ended like a verb, or too short for a name."""
    text = sheet.tokens[at].text
    if _is_glued(sheet, at):
        return False
    if text.isascii() and text[:1].isupper() and at and len(text) > _SHORT:
        return False
    if any(sheet.covered(name, at) for name in _EVERYDAY):
        return True
    return (text.isascii() and text.islower() and len(text) <= _SHORT) or (
        not lookup(text) and text.casefold().endswith(endings("verb_ending"))
    )


def _is_glued(sheet: Sheet, at: int) -> bool:
    """Half of "c/o", or shortened: "po."."""
    near = sheet.tokens[max(at - 1, 0) : at + 2]
    return any(token.text == "/" for token in near) or (near[-1].text == "." and near[-1].start == sheet.tokens[at].end)


def _behind_verb(sheet: Sheet, piece: Piece) -> int:
    """Behind the last verb that talk before the place ends with ("now it's", "waise rehti hu")."""
    first = next((at for at in range(piece.start, piece.end) if _is_firm(sheet, at)), piece.end)
    if behind := _behind_is(sheet, piece):
        return behind
    for at in range(first - 1, piece.start - 1, -1):
        mark = next((one for one in _marks(sheet, at) if one <= first), 0)
        if mark and _is_everyday_talk(sheet, piece.start, mark) and not sheet.owner[at]:
            while mark < first and _is_small(sheet, mark):
                mark += 1
            return mark
    return piece.start


def _behind_is(sheet: Sheet, piece: Piece) -> int:
    """Behind "the hotel is", "my flat is": what is said of a place in small letters; 0 if nothing is."""
    for at in range(piece.start + 1, piece.end - 1):
        if sheet.tokens[at].kind == "number" or sheet.covered("city", at):
            break
        mark = sheet.at("copula", at)
        if mark is None or mark.language != "en" or mark.sounds or sheet.tokens[at].text not in ("is", "are"):
            continue
        small = all(token.text.islower() or n == 0 for n, token in enumerate(sheet.tokens[piece.start : at]))
        return mark.end if small else 0
    return 0


def _marks(sheet: Sheet, at: int) -> Iterator[int]:
    if sheet.covered("place", at) or _is_glued(sheet, at):
        return
    for name in _VERBS:
        mark = sheet.at(name, at)
        if mark is not None and not mark.sounds and (name != "telling" or not begins_name(sheet, mark.end - 1)):
            yield mark.end


def _is_small(sheet: Sheet, at: int) -> bool:
    """The "at" of "stay at"."""
    mark = sheet.at("link", at) or sheet.at("within", at) or sheet.at("particle", at)
    return mark is not None and not mark.sounds and sheet.tokens[at].text.islower()


def _before_talk(sheet: Sheet, start: int, end: int) -> int:
    """Where talk begins behind the last sign of a place: behind the postal code or the "in" of other languages."""
    signs = [at for at in range(start, end) if _is_firm(sheet, at)]
    for at in range(signs[-1] + 1 if signs else end, end):
        coded = bool(sheet.owner[at]) and at + 1 < end
        within = sheet.at("within", at)
        inside = within is not None and not within.sounds and within.language != "en"
        if not (coded or inside or is_noting(sheet, at) or is_telling(sheet, at)):
            continue
        if all(
            sheet.owner[one] or is_everyday(sheet, one)
            for one in range(at + 1, end)
            if sheet.tokens[one].kind == "word"
        ):
            return at + 1 if coded else at
    return end
