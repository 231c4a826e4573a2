"""Conversations: who says what to whom, in order.

models.py    tables                        transcript.py append, history, open and delete
chats.py     those of an account           replies.py    written over seconds, found again after a crash
history.py   pages of what was said        branching.py  another way from one message on
search.py    find it again (words.py)      figures.py    what a person has done here
privacy.py   hand over and erase           responder.py  the port behind every door
"""
