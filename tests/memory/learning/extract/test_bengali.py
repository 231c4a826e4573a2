"""Bengali as people type it, in both alphabets: verbs tell the person, and what goes on is told from what is so."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import read


def found(text: str) -> list[str]:
    return [one.attribute for one in read(text, Language.BN)]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("শুঁটকি মাছের গন্ধ একদম সহ্য করতে পারি না", "likes"),
        ("বাড়িতে দুটো টিয়া পাখি পুষি", "pet"),
        ("school e history porai", "job"),
        ("taka jomachhi ekta scooty kinbo bole", "goal"),
        ("এবার বিসিএস দেব ঠিক করেছি", "goal"),
        ("bKash er customer care e tin bochor kaj korechi", "experience"),
        ("Darjeeling e toy train chorechilam choto belay", "experience"),
        ("চোখে ছানি পড়েছে", "health"),
        ("রোজা রাখি প্রতি বছর", "diet"),
    ],
)
def test_the_verb_tells_who(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("amar choto bon Tithi medical e chance peyeche", "relation:sister"),
        ("amar chhoto bhai Canada te porte geche", "relation:brother"),
        ("amar ekta meye, nam Oishi", "relation:daughter"),
        ("আমরা চার ভাইবোন", "relation"),
        ("শ্বশুরবাড়ি কৃষ্ণনগরে", "relation"),
        ("amar bor vegetarian", "relation:husband"),
    ],
)
def test_relatives_are_remembered_for_what_is_so(text: str, attribute: str) -> None:
    assert found(text)[:1] == [attribute]


@pytest.mark.parametrize(
    "text",
    [
        "আমার মা এখন রান্না করছে",
        "amar bhai ghumacche",
        "আমার ভাই ফোন ধরছে না",
        "আমার বাবা হাসপাতালে ভর্তি",
        "abba bazare geche",
        "আমার বন্ধু খুব ভালো গান গায়",
        "রহিমের দুই ছেলে ও এক মেয়ে",
        "shakib er bou America thake",
        "oi design ta amar bhalo lageni",
        "বাহ, কী দারুণ, আবার জ্যাম, আমার তো খুব ভালো লাগে!",
        "ami khushi",
        "আমি চেষ্টা করছি কিন্তু হচ্ছে না",
        "আমি বাজারে গিয়েছিলাম একটু আগে",
        "ami mail peyechi",
        "আমি পেমেন্ট করেছি",
        "ami ghumate gelam",
        "আমার কাছে দুইটা অপশন আছে",
        "chakrir application likhte chai",
        "fb status: ami eka thaki, nijer moto",
        "tumi ekhon amar shikkhok, ami chatro",
        "আমি রোগী, তুমি ডাক্তার, চলো শুরু করি",
        "আমি কাজ করছি",
        "খাই না",
        "আমি ভিডিওটা দেখেছি",
        "আমি রাস্তা হারিয়ে ফেলেছি",
        "আমার আব্বু এখন নামাজ পড়ছেন",
        "আমি একজন গ্রাহক, আমার রিফান্ড কই",
        "amar bhai na, bondhu",
        "chele ra kade na",
        "আমরা বাঙালিরা আড্ডা ভালোবাসি",
    ],
)
def test_what_is_for_now_or_nobodys_says_nothing(text: str) -> None:
    assert found(text) == []
