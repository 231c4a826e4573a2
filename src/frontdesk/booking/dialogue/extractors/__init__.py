"""One function a field, over one sheet that every extractor reads and claims from.

fold.py      keys under which spellings meet      lexicon.py   the word lists of all languages, one index
sheet.py     tokens, clauses, marks, claims       speech.py    which language a message is in
phone email date time number pincode country choice name address otp   values; calendar.py and place.py help them
choice.py    by names (named.py) and signs (pick.py); menu.py the words of the catalogue
name.py      by how it is said (name_said, name_corrected), read by name_run, judged by name_words
address.py   what leads to it: address_said.py     date_patterns.py  the ways to name a day, each
                                                           in its date_….py
form.py      labelled lines, each read on its own fields.py    fields wanted changed, answers that cannot be one
intents.py   cancel, a person, thanks …            question.py  what is asked, and what is only said
answers.py   yes, no, and refusals                remark.py    noise, orders, anger
swap.py      "not 26, 27"
"""
