"""Which service, which package.

choice.py    by names (named.py, strays.py) and signs (pick.py), or for whom it is (whom.py), on a menu (menu.py)
weighed.py   whether what is named is chosen
"""
