"""The command line.

main.py      every command with its options   console.py   the one way to the terminal
serve.py     serve, worker                    admin.py     migrate, init
doctor.py    doctor                           chat.py      chat
demo.py      demo                             business.py  business load, dump
house.py     opens the database for a command
"""
