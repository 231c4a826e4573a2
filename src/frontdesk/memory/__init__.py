"""What the house remembers of a person: with her words as its source, for as long as it is true, and with her consent.

memories.py   what a memory is, and the writer of the table    bulk.py      the same of many at once
models.py     tables                                           privacy.py   who may read; erasing
graph.py      links, and walks along them                      figures.py   numbers, health, the first by a metric
insights.py   what to do about them                            erasing.py   gone, and what that gives back
room.py       how many there may be                            history.py   what each was before
links.py      where links are stored                           problems.py  what is wrong with a request
queries.py    lists of them                                    context.py   what was said before, within a vector
learning/     what a message says of whoever wrote it          finding/     which memories a question is about
deciding/     confirmed, corrected, ended, made one            files/       handed over and taken in

`Scope` names whose memories are meant. Nothing below takes a default for it.
"""
