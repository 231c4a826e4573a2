"""Vendors' adapters for the ports that the packages below declare; only bootstrap knows them.

http.py    one client for all vendors: limits, and what a lost answer means
twilio.py  WhatsApp and text messages: Messages, Verify, signed callbacks
brevo.py   email by HTTP                  smtp.py  email by SMTP
"""
