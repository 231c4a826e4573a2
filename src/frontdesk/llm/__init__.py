"""Language models over HTTP. Knows nothing of bookings.

structured.py  one question, one JSON answer: time limit, pause after a failure   client.py  the shared connections
openai.py      OpenAI's wire form, which most vendors and local servers speak     gemini.py  Gemini's own
providers.py   Settings -> the provider that answers
"""
