"""Readers of one message, over one sheet that each of them reads and claims from; `understand.py` says in which order.

message/     the sheet itself: words, clauses, language, labelled lines
wishes/      yes and no, questions, cancelling, a person, anger
numbers/     numbers, phones, postal codes, the code
dates/       the day and the time                     names/       whose it is
places/      address, country                         emails/      typed and said
choices/     service and package
"""
