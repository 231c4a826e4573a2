"""Measures what the goals name. `make bench`, or `python -m bench NAME …` for some of it.

server.py   a real server as a child process      client.py   a thin HTTP client and a customer who books
floor.py    the thinnest server that does the job  turns.py    CPU and latency of a booking turn
places.py   the last places, taken at once         kills.py    kill -9 in the middle of everything
footprint.py start-up, memory, growth               reading.py   CPU of understanding a message
knowledge.py questions and their answers
"""
