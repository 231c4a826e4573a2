"""A message before anybody reads it: cut, told its language, its words looked up, its labelled lines apart.

layout.py    text -> sheet                            sheet.py     tokens, clauses, marks, claims
lexicon.py   all word lists, one index                fold.py      keys under which spellings meet
speech.py    which language it is in                  form.py      labelled lines, each read on its own
contrast.py  of two values, which is meant       pasted.py    senders, bullets and gaps of a pasted text
"""
