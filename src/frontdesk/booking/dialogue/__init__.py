"""The booking conversation as a pure function: no clock, no database, no model.

catalogue.py  what is offered, as the engine sees it   reading.py     what one message says
understand.py text -> Reading; `extract` as plain data  extractors/    one pure function a field
state.py      stages, fields, DialogueState            step.py        what a step asks of the world
engine.py     step(state, text, …) -> Step             turn.py        one step in the making
collect.py    values, corrections, wrong values        openings.py    days and times that are not free
confirming.py the yes to the summary                   otp.py         the code and what became of it
leaving.py    cancel, restart, a person                off_track.py   questions, the counter, chat mode at six
declining.py  refusals, orders, anger, a step back
topics.py     what a question is about                 closing.py     what is asked next, or chat
progress.py   what is missing, and the stage           acknowledge.py reading back what was taken
prompts.py    the next question and quick replies      summary.py     the summary that is confirmed
show.py       values as customers read them            replies.py     parts -> text in five languages

`extract(text, catalogue=Catalogue.of(services), language=…, today=…, asked_field=…) -> dict` is the package's public
reading of one message.
"""

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.understand import extract

__all__ = ["Catalogue", "extract"]
