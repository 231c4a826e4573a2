"""Figures and what is made of them.

number.py    said in figures or words; sums           spelt.py     figures and signs said one by one
phone.py     by numbering.py, how numbers are built   otp.py       the code
pincode.py   postal codes
"""
