"""What the business knows, in the language it was written in.

models.py     tables                              entries.py    write side, listing
sentences.py  a text cut into sentences           vectors.py    entries as vectors
signs.py      what speaks for an entry            weights.py    how much of that counts, fitted
index.py      the entries a question is about     search.py     the index kept in memory, always fresh
answer.py     the best sentences, quoted          gaps.py       questions that found no answer

Words, what they can mean and how much of them counts are those of retrieval/; here are titles, sentences and when it is
better to say nothing.
"""
