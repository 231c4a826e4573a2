"""Finding text by what is asked: words of five languages, their roots, parts and sounds, and meaning.

Pure: it is given text, vectors and numbers, and gives numbers. Memories and the knowledge base share it.

words.py    word lists                            stems.py   a word without its inflection
everyday.py  longer lists, for the knowledge base  sound.py   how a word sounds in any script
terms.py    a text packed for comparing           lexical.py  how much of a question each of many texts says
meaning.py  vectors as they are stored            groups.py     questions that ask much the same
concepts.py  things by the name of their kind      alike.py    words that people use for one another
expected.py  what kind of thing is asked for, and which kinds a sentence has
vocabulary.py, postings.py  the same for some hundred texts, without numpy; trust.py: how sure each way is
"""
