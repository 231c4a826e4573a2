"""The door of the booking assistant, and of the business behind it.

agent.py           /agent: the conversation            admin_auth.py       sign-in, passwords
admin_bookings.py  /admin/bookings                     admin_services.py   /admin/services
admin_knowledge.py /admin/knowledge and its gaps       admin_analytics.py  figures
dev_outbox.py      what was sent                       callbacks.py        what vendors report
page.py            the page at /                       *_schemas.py        wire shapes
"""
