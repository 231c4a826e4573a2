"""Messages that leave the house.

models.py   tables: the outbox and its attempts    messages.py  typed messages and their texts
ports.py    what a vendor must offer, and twins    deliver.py   outbox -> vendor, retries, fallback
callbacks.py what vendors report back              queries.py   listing for people
"""
