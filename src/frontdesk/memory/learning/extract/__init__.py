"""What a message says about whoever wrote it, by rules: no model, clock, database or network.

reading.py   a message -> candidates         clauses.py   a message in clauses, folded
rules.py     a language's rules              written.py   a rule as it is written in a language's folder
matching.py  how a rule is looked for        dates.py     a day to come that is named
whose.py     whose a statement is
features.py  what is seen in a clause         learnt.py  how likely it says something

The rules themselves are data: `locales/<language>/words/memory.toml`; so is what was learnt: `learnt.npz`.
"""

from frontdesk.memory.learning.extract.candidates import KIND_OF, OTHER, Candidate
from frontdesk.memory.learning.extract.reading import LONGEST, by_rules, prepare, read

__all__ = ["KIND_OF", "LONGEST", "OTHER", "Candidate", "by_rules", "prepare", "read"]
