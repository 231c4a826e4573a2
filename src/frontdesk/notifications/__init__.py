"""Messages that leave the house.

models.py    tables: the outbox and its attempts    messages.py  typed messages and their texts
ports.py     what a vendor must offer               deliver.py   Mailbox: outbox -> vendor, retries, stand-in
rows.py      a message's stored life                callbacks.py what vendors report back
queries.py   listing for people
"""
