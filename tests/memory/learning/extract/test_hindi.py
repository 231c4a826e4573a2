"""Hindi as people type it, in both alphabets: verbs tell whose a statement is, and moments from what lasts."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import read


def found(text: str) -> list[str]:
    return [one.attribute for one in read(text, Language.HI)]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("मैं आजकल उर्दू शायरी में डूबा रहता हूँ", "interest"),
        ("mera birthday 4 march ko aata hai", "birthday"),
        ("मुझे ड्राइविंग नहीं आती", "habit"),
        ("formula one ka ek bhi race miss nahi karta main", "interest"),
        ("मुझे इस साल क़र्ज़ चुकाना है", "goal"),
        ("main Uber chalata hu din me 12 ghante", "job"),
        ("हमारे घर में दो तोते हैं", "pet"),
        ("मेरे कुत्ते का नाम शेरू है", "pet"),
        ("naam mera Rukhsana hai", "name"),
        ("mujhe thyroid hai", "health"),
        ("मेरी कमर में दो साल से दर्द है", "health"),
        ("mai pahado ka aashiq hu", "likes"),
        ("मैं बीए फाइनल ईयर का छात्र हूँ", "study"),
        ("मेरा अपना स्टार्टअप है", "job"),
        ("mai apne mummy papa ke sath rehta hu", "home"),
        ("बेटी की पढ़ाई के लिए पैसे जोड़ रहे हैं", "goal"),
        ("Mysore se hu main", "origin"),
        ("मैंने दो बार यूपीएससी का प्रीलिम्स निकाला है", "experience"),
        ("chai se jyada mujhe nimbu pani achha lagta hai", "likes"),
        ("मैं हर रविवार को गुरुद्वारे सेवा करने जाता हूँ", "habit"),
    ],
)
def test_what_is_said_of_oneself(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("मेरी बेटी डॉक्टर है", "relation:daughter"),
        ("meri girlfriend vegan hai", "relation:partner"),
        ("छोटी बहन रुखसार की शादी दिसंबर में तय हुई है", "relation:sister"),
        ("पापा को गुज़रे दो साल हो गए", "relation:father"),
        ("mere chacha ji Canada me rehte hai", "relation:uncle"),
        ("bhabhi ko ladka hua hai", "relation:sibling_in_law"),
        ("मेरी माँ का देहांत 2015 में हुआ", "relation:mother"),
    ],
)
def test_what_relatives_do_is_theirs(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    "text",
    [
        "विराट कोहली दिल्ली का रहने वाला है",
        "Sachin mumbai me rehte hai",
        "मेरी बीवी मायके गई है",
        "मेरी मम्मी बुला रही हैं",
        "मैंने गलत बटन दबा दिया",
        "mujhe ek achha phone lena hai 15000 tak",
        "मुझे लगता है बारिश होगी",
        "मेरे ड्राइवर की बीवी बीमार है",
        "sharma ji ka beta IIT me hai",
        "main ek chor hu aur tum police",
        "इस वाक्य का अंग्रेज़ी करो: मेरी माँ डॉक्टर हैं",
        "iska hinglish me likho: I live in Mumbai",
        "हाँ हाँ, मुझे तो सोमवार की मीटिंग से बहुत प्यार है 🙄",
        "papa ke liye shirt leni hai",
        "मैं बस में हूँ",
        "kya tumhe lagta hai ki main introvert hu",
        "मेरे ख़याल से ये ग़लत है",
        "main abhi busy hu",
        "मैं ज़रा देखता हूँ",
        "mujhe ye jawab pasand nahi aaya",
    ],
)
def test_what_is_for_now_or_nobodys_says_nothing(text: str) -> None:
    assert found(text) == []
