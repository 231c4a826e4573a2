"""How far each way from one word to another is trusted, against 1.0 for the same root."""

# By a language's list, into or out of English.
TRANSLATED = 0.85
# In another script.
SOUNDS = 0.9
# Much the same letters.
ALIKE = 0.9
# Words that people use for one another.
RELATED = 0.7
# A thing of the kind that is asked for.
KIND = 0.7
