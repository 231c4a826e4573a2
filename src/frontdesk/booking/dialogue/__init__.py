"""The booking conversation as a pure function: no clock, no database, no model.

catalogue.py  what is offered, as the engine sees it   reading.py   what one message says
understand.py text -> Reading; `extract` as plain data  extractors/  one pure function a field
state.py      stages, fields, DialogueState             engine.py    step(state, text, …) -> Step
off_track.py  counter, chat mode at six                 replies.py   Step -> text in five languages
step.py       what a step asks of the world             summary.py   the summary that is confirmed

`extract(text, catalogue=Catalogue.of(services), language=…, today=…, asked_field=…) -> dict` is the package's public
reading of one message.
"""

from frontdesk.booking.dialogue.catalogue import Catalogue
from frontdesk.booking.dialogue.understand import extract

__all__ = ["Catalogue", "extract"]
