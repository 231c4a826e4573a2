"""What is wanted beside values.

intents.py   cancel, a person, thanks …               answers.py   yes, no, refusals
question.py  what is asked, and what is only said     remark.py    noise, orders, anger
fields.py    wanted changed; answers that cannot be one
"""
