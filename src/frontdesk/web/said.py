"""What a person may say in one message, at every door alike."""

import re

from frontdesk.kit.errors import BadInput, DeskError, FieldProblem, TooLarge
from frontdesk.kit.text import is_storable, normalise

LONGEST_MESSAGE = 4_000
_LINE_END = re.compile("\r\n?")


class EmptyMessage(DeskError):
    status = 400
    code = "empty_message"
    detail = "Message content cannot be empty"


class MessageTooLong(TooLarge):
    code = "message_too_long"
    detail = f"A message has at most {LONGEST_MESSAGE:,} characters."


# Everything that steers a terminal; tabs and line ends are layout.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def message(raw: str, *, field: str = "message", keep_layout: bool = False) -> str:
    """Trimmed and normalised. `field` is what a problem is reported for.

    With `keep_layout` blanks and line ends stay as they were typed: what a model is shown may be a table or a program.
    """
    # Cut to size first: nothing below may look at a megabyte.
    trimmed = raw.strip()
    if len(trimmed) > LONGEST_MESSAGE:
        raise MessageTooLong
    if not is_storable(trimmed):
        raise BadInput(problems=[FieldProblem(field, "A message holds text, no NUL and no half characters.")])
    text = normalise(trimmed)
    if not text:
        raise EmptyMessage
    return _CONTROL.sub(" ", _LINE_END.sub("\n", trimmed)) if keep_layout else text
