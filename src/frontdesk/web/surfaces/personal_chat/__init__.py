"""The door of a person's own assistant.

account.py   /api/v1/auth: accounts, tickets     chat.py     one message, one answer, whole or as a stream
asking.py    what is asked of the assistant      talk.py     the same over a WebSocket
resume.py    the rest of a stream                sessions.py history, sessions, branches, search
choices.py   settings                            figures.py  activity and models
users.py     accounts, for administrators        memory*.py  what is remembered: doors without rules
*_schemas.py wire shapes
"""
