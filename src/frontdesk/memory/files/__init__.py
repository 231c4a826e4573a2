"""Memories as files: handed over, and taken in again row by row, also from others.

transfer.py out, as JSON or CSV                          intake.py   in: rows checked, matched and stored
rows.py, members.py   how a row looks                    incoming.py a file in rows; foreign.py others' files
matching.py, likeness.py   what is there already         ties.py     links between rows
subject.py  what imported ones are about, by a job
"""
