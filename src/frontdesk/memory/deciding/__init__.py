"""What is true of what is remembered: decided by its owner, ended by what came later.

verify.py   confirm, correct, reject, undo               timeline.py   which statement ends which
truth.py    what one is about; whether both stand        opposed.py    what excludes one another; its words: locales
conflicts.py pairs to choose from                        consolidate.py several made one, and taken back
similar.py, wording.py   what is alike                   another.py    what only sounds so
expiry.py   until when something will be true            lapse.py      what is over when its date has come
"""
