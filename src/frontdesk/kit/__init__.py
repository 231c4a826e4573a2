"""Small tools without domain words; imports nothing of ours.

clock.py   the time, injectable            ids.py        random ids and codes
errors.py  DeskError and its children      pagination.py limit/skip -> Page
text.py    normal forms, digits, scripts   languages.py  the five languages and their texts
money.py   minor units and their printing  bodies.py     what other services answer over HTTP
bucket.py  how often somebody may
"""
