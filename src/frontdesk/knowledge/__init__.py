"""What the business knows, in the language it was written in.

models.py   tables                         entries.py  write side, listing
index.py    words and character n-grams    search.py   the index kept in memory, and ranking per language
answer.py   the best sentences, quoted     gaps.py     questions that found no answer
"""
