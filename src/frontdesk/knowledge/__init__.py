"""What the business knows, in the language it was written in.

models.py     tables                              entries.py    write side, listing
sentences.py  a text cut into sentences           vocabulary.py which words of the entries a word can mean
index.py      the entries a question is about     search.py     the index kept in memory, always fresh
answer.py     the best sentences, quoted          gaps.py       questions that found no answer

Words, their stems and sounds are those of retrieval/.
"""
