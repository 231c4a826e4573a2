"""Model vendors on a local port, for tests, benchmarks and people without a key: `frontdesk dev-provider`.

server.py   Simulator: start, stop, scripts, what was asked      play.py, pace.py  an answer, in time or broken off
script.py   what the next answer is like, and what goes wrong    wire.py   HTTP/1.1, as bare as it can be
style.py    whose words a path speaks; requests as read          openai.py, gemini.py   the bytes of an answer
checks.py, gemini_checks.py, refusals.py   what is refused       replies.py   what is said where no script says it
"""
