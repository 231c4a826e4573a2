"""Language models over HTTP. Knows nothing of bookings.

messages.py    what goes in and comes out, in no vendor's words     chat.py       what both wire forms of a chat share
openai_chat.py, gemini_chat.py   a chat, streamed                   relay.py      the way from bytes to events
sse.py         server-sent events out of bytes                      client.py     the shared connections
failures.py    what an answer that is none means                    hints.py      how long to leave a vendor alone
profiles.py    what a model's name tells                            router.py     who answers; cooldown.py who rests
structured.py  one question, one JSON answer (openai.py, gemini.py) embeddings.py texts as vectors
providers.py   Settings -> providers                               vectors.py    rows of a matrix, and words with words
embedded/      the embedding model in the process                   tokens.py     how many a text is
"""
