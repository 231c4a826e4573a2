"""Finding text by what is asked: words of five languages, their roots, parts and sounds, meaning, one score of all.

Pure: it is given text, vectors and numbers, and gives numbers. Memories and the knowledge base are ranked by the same
code.
"""
