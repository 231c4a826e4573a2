"""What is never stored, in whichever language; and what may look like it."""

import pytest

from frontdesk.memory.learning import gate
from frontdesk.memory.learning.gate import Refusal


@pytest.mark.parametrize(
    "text",
    [
        "my atm pin is 7741",
        "My password is sunflower",
        "password: hunter",
        "The OTP is 482913",
        "खाता संख्या 000011112222 में",
        "एटीएम का पिन 4419",
        "मेरो बैंकको पासवर्ड Sita@4521 हो",
        "मेरो ओटीपी 449201 आयो",
        "माझं एटीएम पिन ८८२१ आहे",
        "माझं युजरनेम rohan77 आणि पासवर्ड Pune#2020 आहे",
        "আমার বিকাশের পিন ৪৪৯১২",
        "amar facebook er password ta holo moyna@1998",
        "aadhaar 1234 5678 9012",
        "4111 1111 1111 1111",
        "my pan is ABCDE1234F",
        "passport K1234567",
        "My card ends in 4111",
        "the key is sk-abcdefghijklmnop1234",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
        "postgres://me:secret@db/x",
        "note this number: 82736455",
        "I use qwerty123 as my password",
        "My Netflix login is asha@x.com / Blue$ky77",
        "username asha, Rain2020x",
        "मेरा लॉगिन asha@x.com और Blue$ky77 है",
        "আমার লগইন asha / Blue$ky77",
        "AKIAIOSFODNN7EXAMPLE",
        "I keep AKIAIOSFODNN7EXAMPLE in my notes",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1r",
        "ghp_abcdefghijklmnopqrst12",
        "I use sunflower as my password",
        "my wifi password, sunflower",
        "I set my password to sunflower",
        "I keep sunflower for my password everywhere",
        "My dog's name, Bruno, I use as the password for everything",
        "I picked mango tree as my passphrase",
        "For my password I use the name of my cat",
        "main sunflower ko password ki tarah use karti hoon",
        "मैं सूरजमुखी को पासवर्ड के रूप में इस्तेमाल करती हूँ",
        "मैंने अपना पासवर्ड सूरजमुखी रखा है",
        "maine apna password surajmukhi rakha hai",
        "मैं हर जगह पासवर्ड में अपने कुत्ते का नाम लिखता हूँ",
        "म पासवर्डमा सूर्यमुखी राख्छु",
        "म सूर्यमुखीलाई पासवर्डको रूपमा प्रयोग गर्छु",
        "ma suryamukhi lai password ko rupma prayog garchu",
        "मैले पासवर्ड सूर्यमुखी बनाएको छु",
        "mero password ma kukur ko naam rakheko chu",
        "मी सूर्यफूल हा पासवर्ड म्हणून वापरतो",
        "mi suryaful password mhanun vaparte",
        "मी पासवर्डमध्ये कुत्र्याचे नाव टाकते",
        "माझ्या मांजरीचे नाव मी पासवर्डला ठेवले",
        "mazya wifi cha password surya thevla",
        "আমি সূর্যমুখী পাসওয়ার্ড হিসেবে ব্যবহার করি",
        "ami surjomukhi password hisebe byabohar kori",
        "আমি পাসওয়ার্ডে কুকুরের নাম দিই",
        "আমার পাসওয়ার্ডটা সূর্যমুখী রেখেছি",
        "ami password e kukurer naam rakhi",
    ],
)
def test_secrets_and_numbers_of_papers_are_refused(text: str) -> None:
    assert gate.refusal(text) is Refusal.SECRET


@pytest.mark.parametrize(
    "text",
    [
        "I live in Pune",
        "I use a password manager",
        "I work with OTP systems",
        "I speak Basic English",
        "my pincode is 411001",
        "my phone is 9876543210",
        "I was born in 1998",
        "I moved on 2024-05-06",
        "I earn 12,00,000 a year",
        "I have an HDFC credit card",
        "I have had a passport since 2015",
        "I like Pan Asian food",
        "my email is asha@example.com",
        "I log in every day at 9",
        "My login is asha@example.com",
        "My login name is asha2020",
        "My login is Asha2020@example.com",
        "I begin my day with a private yoga class",
        "मेरा जन्म १९८५ में हुआ",
        "I forgot my password again",
        "I like pin badges",
        "I teach people about password safety",
        "My job is building OTP systems",
        "I use pins for my hair",
        "मैं पासवर्ड मैनेजर इस्तेमाल करता हूँ",
        "मुझे पासवर्ड याद नहीं रहते",
        "म पासवर्ड म्यानेजर चलाउँछु",
        "मी पासवर्ड मॅनेजर वापरतो",
        "আমি পাসওয়ার্ড ম্যানেজার ব্যবহার করি",
        "main password manager use karta hoon",
        "I have a pin code finder app",
        "मेरा पिन कोड 411001 है",
    ],
)
def test_what_only_looks_like_it_may_be_stored(text: str) -> None:
    assert gate.refusal(text) is None


MESSAGE = "मैं पुणे में रहता हूँ, और you?"


@pytest.mark.parametrize(
    ("start", "end", "quote", "is_there"),
    [
        (0, 21, MESSAGE[:21], True),
        (0, 21, "मैं पुणे में रहती हूँ", False),
        (1, 21, MESSAGE[1:21], False),
        (0, 20, MESSAGE[:20], False),
        (0, 999, MESSAGE, False),
        (-5, 3, MESSAGE[-5:3], False),
        (3, 3, "", False),
        (3, 4, " ", False),
    ],
)
def test_a_quote_stands_in_the_message_and_cuts_no_word(start: int, end: int, quote: str, *, is_there: bool) -> None:
    assert (gate.quoted(MESSAGE, start, end, quote) is None) is is_there


@pytest.mark.parametrize(
    ("message", "quote", "refused"),
    [
        ("I use qwerty123 as my password", "I use qwerty123", Refusal.SECRET),
        ("मैं qwerty123 रखता हूँ, यही पासवर्ड है", "मैं qwerty123 रखता हूँ", Refusal.SECRET),
        ("I use qwerty123, it is my password", "I use qwerty123", Refusal.SECRET),
        ("I live in Pune. My password is sunflower", "I live in Pune", None),
        ("I live in Pune, my password is sunflower", "I live in Pune", None),
    ],
)
def test_a_quote_is_cut_out_of_no_secret(message: str, quote: str, refused: Refusal | None) -> None:
    start = message.index(quote)
    assert gate.quoted(message, start, start + len(quote), quote) is refused
