"""Bookings: what is offered, what was agreed, and the conversation that leads from one to the other.

models.py     tables                          queries.py   every SELECT
catalogue.py  services, packages, prices      capacity.py  places, holds, opening hours
converse.py   the only I/O around the engine  confirm.py   OTP gate, booking made
bookings.py   list, search, status change     figures.py   overview, by service, by month, funnel
person.py     staff told that a person is wanted   record.py    bookings from elsewhere
sessions.py   conversations under way           hours.py     opening hours, start times
dialogue/     the pure engine
"""
