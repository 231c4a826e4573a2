"""Small numbers as people say them: 2, 2nd, two, second, दो, दूसरा, "twenty-fifth"."""

from dataclasses import dataclass

from frontdesk.booking.dialogue.extractors.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Number:
    """tokens[start:end]; `ordinal` if said as one."""

    value: int
    start: int
    end: int
    ordinal: bool
    digits: bool


def at(sheet: Sheet, place: int) -> Number | None:
    """The number that begins at this token, up to four digits long."""
    token = sheet.tokens[place]
    if token.kind == "number":
        if len(token.text) > 4:
            return None
        ending = sheet.at("nth", place + 1)
        glued = ending is not None and sheet.tokens[place + 1].start <= token.end + (
            sheet.tokens[place + 1].text == "वीं"
        )
        return Number(int(token.text), place, place + 1 + glued, ordinal=glued, digits=True)
    for category in ("ordinal", "number"):
        mark = sheet.at(category, place)
        if mark is not None:
            return Number(int(mark.value), place, mark.end, ordinal=category == "ordinal", digits=False)
    return None
