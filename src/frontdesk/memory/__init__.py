"""What the house remembers of a person: with her words as its source, for as long as it is true, and with her consent.

memories.py   what a memory is, and the writer of the table          bulk.py     the same of many at once
note.py       what a person writes down herself                      meanings.py vectors, for owners who ask
verify.py     confirm, correct, reject, undo                         timeline.py which statement ends which
opposed.py    what excludes one another; its words: locales          truth.py    what it is about; whether both stand
conflicts.py  pairs to choose from, among all of a person's          wording.py, similar.py   what is alike
consolidate.py several made one, and taken back                      lapse.py    what is over when its date has come
extract/      what a message says about whoever wrote it: rules      gate.py     what may be stored at all
recall.py     which memories a question is about                     shelf.py    one person's memories, to be ranked
ranking.py    their order                                            reasons.py  why one was found, in words
vectors.py    what they mean to an embedding model                   models.py   tables
question.py   what is asked of them, and what makes up a score        links.py    links as they are stored
graph.py      links, and walks along them                            privacy.py  who may read; erasing
transfer.py   out as a file, rows.py, members.py: how a row looks    incoming.py a file in rows, foreign.py: others'
intake.py     rows stored: matching.py, likeness.py, ties.py         problems.py what is wrong with them
subject.py    what imported ones are about, by a job                 erasing.py  for good, and what hung on it
figures.py    numbers, health, the first by a metric                 insights.py what to do about them

`Scope` names whose memories are meant. Nothing below takes a default for it.
"""
