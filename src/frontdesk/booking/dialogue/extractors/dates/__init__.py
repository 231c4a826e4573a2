"""Days and times.

  date.py      the day that is meant (meant.py) of those seen by patterns.py: by name (named, day), in figures
               (figures), from today (relative), from another day (reckoned, anchored); all made from seen.py
calendar.py  days by arithmetic                       swap.py      "not 26, 27"
time.py      the time, of the hours in hours.py
"""
