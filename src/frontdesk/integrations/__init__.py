"""Vendors' adapters for the ports that the packages below declare; only bootstrap knows them.

http.py       calls to vendors: limits, and what a lost answer means
messaging.py  settings -> who carries which channel
twilio.py     WhatsApp and text messages: Messages, Verify, signed callbacks
brevo.py sendgrid.py smtp.py   email
weatherapi.py tavily.py        weather and web search, for the assistant's tools
"""
