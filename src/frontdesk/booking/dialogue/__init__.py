"""The booking conversation as a pure function: no clock, no database, no model.

The message
  understand.py text -> Reading; `extract` as plain data  extractors/     one module a field
  reading.py    what one message says                    unplaced.py     what the rules cannot place, read by others
  topics.py     what a question is about
The conversation
  engine.py     step(state, text, …) -> Step             state.py        stages, fields, DialogueState
  step.py       what a step asks of the world            turn.py         one step in the making
  collect.py    values, corrections, wrong values        openings.py     days and times that are not free
  confirming.py the yes to the summary                   otp.py          the code and what became of it
  leaving.py    cancel, restart, a person                declining.py    refusals, orders, anger, a step back
  off_track.py  questions, the counter, chat mode at six
  progress.py   what is missing, and the stage           closing.py      what is asked next, or chat
What is said
  prompts.py    the next question and quick replies      acknowledge.py  reading back what was taken
  summary.py    the summary that is confirmed            show.py         values as customers read them
  replies.py    parts -> text in five languages
Beside both
  catalogue.py  what is offered, as the engine sees it   bikram.py, bengali.py  days of other calendars

`extract(text, catalogue=Catalogue.of(services), language=…, today=…, asked_field=…) -> dict` is the package's public
reading of one message.
"""

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.understand import extract

__all__ = ["Catalogue", "extract"]
