"""Which of a person's memories a question is about, in what order, and why.

recall.py   the search; keeps shelves                    shelf.py    one person's memories as arrays
ranking.py  their order, from the parts of a score       reasons.py  why one was found, in words
question.py what is asked of them                        vectors.py  what they mean to an embedding model
names.py    whom a question names                        asked.py    what is asked of oneself outright
meanings.py the vectors of what is shown
"""
