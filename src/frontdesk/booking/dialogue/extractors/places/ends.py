"""What is cut from both ends of an address: values, labels, copulas."""

from frontdesk.booking.dialogue.extractors.message.sheet import Sheet
from frontdesk.booking.dialogue.extractors.places.clause import DATES, OTHERS
from frontdesk.booking.dialogue.extractors.places.place import is_street
from frontdesk.booking.dialogue.extractors.places.said import is_numbering
from frontdesk.booking.dialogue.state import Field

_WITHIN = frozenset({"in", "at"})
_DASHES = frozenset({"-", "–"})
_ON = frozenset({"on", "at", "by", "for", ","})


def trimmed(sheet: Sheet, start: int, end: int) -> tuple[int, int]:
    while start < end and (
        (sheet.owner[start] in OTHERS and not _is_numbered_city(sheet, start, end))
        or sheet.tokens[start].text in ",;:-–.|\n="
        or _is_picture(sheet, start)
        or (sheet.at("copula", start) and not _is_abbreviated(sheet, start, end))
        or _is_own_label(sheet, start)
        or _is_in(sheet, start, end)
    ):
        start += 1
    while end > start:
        last = end - 1
        verb = last > start and last + 1 < len(sheet.tokens) and _closes(sheet, last + 1) and sheet.at("link", last)
        if sheet.owner[last] in DATES and (cut := _before_date(sheet, start, last)):
            end = cut
            continue
        loose = (
            bool(verb)
            or sheet.tokens[last].text in ",;:-–.|\n=([।"
            or (bool(sheet.at("label", last)) and not is_street(sheet, last))
            or _is_locative(sheet, last)
            or _is_of(sheet, last)
            or _is_left_over(sheet, last)
            or _closes(sheet, last)
        )
        if loose or sheet.owner[last] in OTHERS:
            end = last
        elif sheet.covered("label", last) and not sheet.owner[last] and not is_street(sheet, last):
            end = next((at for at, mark in sheet.marks["label"].items() if mark.start <= last < mark.end), last)
        else:
            break
    return start, end


def _is_abbreviated(sheet: Sheet, at: int, end: int) -> bool:
    """The H of "H.No 23", "H no 23" and "H-23", which elsewhere is short for "hai"."""
    if at + 1 >= end:
        return False
    glued = sheet.tokens[at + 1].text in ".-/" and sheet.tokens[at + 1].start == sheet.tokens[at].end
    return glued or (len(sheet.tokens[at].text) == 1 and is_numbering(sheet, at + 1))


def _is_in(sheet: Sheet, at: int, end: int) -> bool:
    """The "in" of "the venue is in Salt Lake"."""
    return at + 1 < end and sheet.tokens[at].text in _WITHIN and sheet.tokens[at + 1].kind != "mark"


def _is_numbered_city(sheet: Sheet, at: int, end: int) -> bool:
    """The "वीरगञ्ज" of "वीरगञ्ज-७", whether or not the country was told by it."""
    return at + 2 < end and sheet.covered("city", at) and sheet.tokens[at + 1].text in _DASHES


def _is_of(sheet: Sheet, at: int) -> bool:
    """The "का" of "इंदौर विजय नगर का"."""
    mark = sheet.at("whose", at)
    return mark is not None and mark.language != "en" and not mark.sounds and not sheet.covered("place", at)


def _is_picture(sheet: Sheet, at: int) -> bool:
    """The pin of a map that people put before an address."""
    return sheet.tokens[at].kind == "mark" and not sheet.tokens[at].text.isascii()


def _is_locative(sheet: Sheet, at: int) -> bool:
    """The "in" that stands behind a place: "Pokhara lakeside ma", or the "towards" of "mirpur 10 er dike"."""
    marks = (sheet.at("within", at), sheet.at("located", at))
    own = sheet.language
    return own != "en" and any(mark is not None and not mark.sounds and mark.language is own for mark in marks)


def _is_own_label(sheet: Sheet, at: int) -> bool:
    """The "pata" of "ghar pe aana hai pata 7 B Gandhi Colony"."""
    label = sheet.at("label", at)
    own = label is not None and not label.sounds and label.value == Field.ADDRESS
    return own and not sheet.covered("place", at) and sheet.tokens[at].text.islower()


def _is_left_over(sheet: Sheet, at: int) -> bool:
    """The "is" of "… New Delhi pin is 110005"."""
    return at > 0 and sheet.at("copula", at) is not None and sheet.at("label", at - 1) is not None


def _before_date(sheet: Sheet, start: int, last: int) -> int:
    """Where "… on 30 November" begins at the end of an address; 0 if the day is part of it."""
    at = last
    while at > start and sheet.owner[at] in DATES:
        at -= 1
    return at if at > start and sheet.tokens[at].text.casefold() in _ON else 0


def _closes(sheet: Sheet, at: int) -> bool:
    """The verb at the end of a sentence: है, हो, आहे; not the "is" inside one."""
    mark = sheet.at("copula", at) or sheet.at("lives", at) or sheet.at("happens", at)
    return (
        mark is not None
        and mark.language != "en"
        and (mark.language is sheet.language or len(sheet.tokens[at].text) > 2)
    )
