"""One module a field, over one sheet that every extractor reads and claims from; `understand.py` says in which order.

The message
  layout.py     text -> sheet                            sheet.py      tokens, clauses, marks, claims
  lexicon.py    all word lists, one index                fold.py       keys under which spellings meet
  speech.py     which language it is in                  form.py       labelled lines, each read on its own
  contrast.py   of two values, which is meant
What is wanted
  intents.py    cancel, a person, thanks …               answers.py    yes, no, refusals
  question.py   what is asked, and what is only said     remark.py     noise, orders, anger
  fields.py     wanted changed; answers that cannot be one
Numbers
  number.py     said in figures or words; sums           spelt.py      figures and signs said one by one
  phone.py      by numbering.py, how numbers are built   otp.py        the code
  pincode.py    postal codes
Days and times
  date.py       the day that is meant (date_meant) of those seen by date_patterns.py: by name (date_named, date_day), in
                figures (date_figures), from today (date_relative), from another day (date_reckoned, date_anchored);
                all put together from date_seen.py
  calendar.py   days by arithmetic                       swap.py       "not 26, 27"
  time.py       the time, of the hours in time_hours.py
Names and places
  name.py       by how it is said (name_said, name_called, name_corrected), read by name_run, shortened by name_trimmed,
                each word judged by name_words
  address.py    led to by address_said.py, in one breath with other values (address_run)
  country.py    where it takes place                     place.py      where the customer is
  email.py      typed; email_spoken.py said; mailbox.py  what an address may look like
Choices
  choice.py     by names (named.py) and signs (pick.py), or for whom it is (whom.py), on a menu (menu.py)
"""
