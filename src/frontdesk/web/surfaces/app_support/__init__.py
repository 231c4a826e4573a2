"""The door of an app's users who ask its support.

auth.py     registering, tokens                  conversations.py  made, listed, deleted
messages.py a question and its answer, history   schemas.py        wire shapes
"""
