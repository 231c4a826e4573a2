"""The booking conversation as a pure function: no clock, no database, no model.

catalogue.py  what is offered, as the engine sees it   reading.py   what one message says
extract.py    text -> Reading                           extractors/  one pure function a field
state.py      stages, fields, DialogueState             engine.py    step(state, text, …) -> Step
off_track.py  counter, chat mode at six                 replies.py   Step -> text in five languages
step.py       what a step asks of the world             summary.py   the summary that is confirmed
"""
