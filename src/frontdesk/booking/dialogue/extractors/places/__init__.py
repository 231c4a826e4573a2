"""Where it takes place, and where the customer is.

address.py   led to by said.py, in one breath with other values (run.py)
country.py   where it takes place                     place.py     where the customer is
"""
