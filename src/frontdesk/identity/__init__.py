"""Who is calling, and how we know.

models.py    tables                        actor.py     roles, and the one who acts
accounts.py  register, authenticate        passwords.py policy, Argon2id or bcrypt
tokens.py    issue and read JWT            codes.py     one-time codes: issue, check, limits
reset.py     forgotten passwords           guard.py     slows guessing without locking owners out
verification.py is an email its owner's    preferences.py what an account has chosen
pace.py      answers that take as long for nobody as for somebody
"""
