"""The brain behind the doors: who answers this turn.

receive.py  door -> responder
"""
