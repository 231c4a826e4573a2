"""One SQL database, SQLite or PostgreSQL, behind synchronous transactions.

engine.py   URL -> SQLAlchemy engines        session.py  Database.tx / .read, Tx, prepared Sql
base.py     metadata, column types           migrate.py  Alembic, lock on one SQLite file
outbox.py   enqueue jobs in a transaction    worker.py   claim, run, retry, park
bus.py      "something is new", in process   idempotency.py  the first answer, given again
spending.py caps on tokens, promised before they are spent
keyvalue.py "something is new", to other processes by Redis, and what they shall leave alone
"""
