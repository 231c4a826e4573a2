"""How well messages are understood: sentences and conversations with what a careful person would take from them.

rows.py   one sentence a row, as data       judge.py    sentence against reading, figures by language and field
stories.py whole conversations              __main__.py the report of `make eval`

`open/` is what development works with; `held/` is looked at only to be measured (`--held`).
"""
