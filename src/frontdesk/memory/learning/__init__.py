"""What a message says about whoever wrote it, and whether it may be kept.

learn.py    the job after a turn, and what it stores     gate.py     what may be stored at all
extract/    rules of five languages                      model_extraction.py   the same by a model, held to quotes
note.py     what a person writes down herself
"""
