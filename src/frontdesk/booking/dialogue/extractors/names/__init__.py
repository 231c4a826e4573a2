"""The customer's name.

name.py      by how it is said (said, called, corrected), read by run.py, shortened by trimmed.py,
             each word judged by words.py
"""
