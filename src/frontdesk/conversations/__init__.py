"""Conversations: who says what to whom, in order.

models.py    tables                       transcript.py append, history, open and delete
responder.py the port behind every door
"""
