"""The command line.

main.py      every command with its options   console.py     the one way to the terminal
serve.py     serve, worker                    admin.py       migrate, init
demo.py      demo, of demo_bookings.py        doctor.py      doctor, of doctor_checks.py
chat.py      chat                             understand.py  understand
business.py  business load, dump: business_file.py reads and writes, business_plan.py compares and does
house.py     opens the database for a command    lean.py      a small server process
"""
