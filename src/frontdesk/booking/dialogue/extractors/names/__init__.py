"""The customer's name.

name.py      the surest way of saying it first: outright (said, called, corrected), of oneself (myself), of somebody
             near (related), or with nothing that introduces it (bare, shape)
run.py       where the words of a name begin and end, shortened by trimmed.py, each word judged by words.py
"""
