"""An embedding model in the process: no network, no key, no PyTorch. Loaded at the first text.

files.py     where the model's files are, and whether they are the right ones
bert.py      the model itself, in numpy                 tokens.py    a text as vectors of its words, small
embedder.py  all of it behind one thread                tokens.npy   how those vectors are made small
"""
