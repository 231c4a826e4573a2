"""Nepali as people type it, in both alphabets: verbs tell whose a statement is, and moments from what lasts."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import read


def found(text: str) -> list[str]:
    return [one.attribute for one in read(text, Language.NE)]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("लोकसेवाको तयारी गरिरहेको छु", "goal"),
        ("मलाई पौडी खेल्न आउँदैन", "habit"),
        ("बिहे गरेको आठ वर्ष भयो", "marital_status"),
        ("म चस्मा लगाउँछु", "health"),
        ("ghar chai dhankuta ho", "origin"),
        ("ma ta Dharan ko keto ho", "origin"),
        ("हामी अहिले इटहरीमा बस्छौं", "home"),
        ("राति दस बजेपछि म फोन चलाउँदिनँ", "habit"),
        ("मलाई अन्तरिक्षबारे पढ्न मन लाग्छ", "interest"),
        ("gaming bhaneko malai pubg matra ho", "likes"),
        ("aafnai homestay kholne sochma xu", "goal"),
        ("arko barsa bike kinna chahanchu", "goal"),
        ("hami masu khadainau", "diet"),
        ("मेरो दाहिने कानले कम सुन्छ", "health"),
        ("अर्को वर्षसम्म ऋण तिरिसक्नु छ मलाई", "goal"),
        ("ma yoga teacher ho", "job"),
        ("2084 ma bihe garne socheko chu", "goal"),
        ("हरेक हप्ता म नासाको अपडेट पढ्छु", "interest"),
        ("दुईवटा बाख्रा र एउटा भैंसी छ घरमा", "pet"),
        ("परिवारको लागि आफ्नै घर बनाउने इच्छा छ", "goal"),
    ],
)
def test_what_is_said_of_oneself(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("दाइ सेनामा हुनुहुन्छ", "relation:brother"),
        ("मेरी साथी सुनिता पोखरामा बस्छे", "relation:friend"),
        ("mero chori Aarohi le bharkhar nursery jana thaleki xe", "relation:daughter"),
        ("भाउजूले छोरा पाउनुभयो", "relation:sibling_in_law"),
        ("mero buda lai chess khub man parcha", "relation:husband"),
        ("hamro pariwar ma 6 jana chhau", "relation:family"),
        ("मेरी देउरानी सरकारी अस्पतालमा नर्स छिन्", "relation:sibling_in_law"),
    ],
)
def test_what_relatives_do_is_theirs(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    "text",
    [
        "म अहिले बसपार्कमा छु",
        "मेरो फोन ह्याङ भयो",
        "मलाई एउटा पिज्जा अर्डर गर्नु छ",
        "म को हुँ भन",
        "मलाई लाग्छ पानी पर्छ",
        "मैले गलत बटन थिचेँ",
        "मेरी श्रीमती माइत गएकी छिन्",
        "ma ahile bazar ma chu",
        "malai euta ramro phone kinnu cha 15000 samma",
        "म तयार छु",
        "मेरो हाकिमलाई बिदा मन पर्दैन",
        "ahile gongabu ko jam ma pareko xu",
        "sharma ji ko chora IIT ma cha",
        "mero dai ko sathi canada ma cha",
        "अंग्रेजी बनाऊ: मेरी आमा डाक्टर हुनुहुन्छ",
        "आमा खाना पकाउँदै हुनुहुन्छ",
        "yo malai man parena",
        "mero sir lai cricket man parcha",
        "छोरीको फी तिर्नु छ आज",
        "म पहिला काठमाडौंमा बस्थें",
    ],
)
def test_what_is_for_now_or_nobodys_says_nothing(text: str) -> None:
    assert found(text) == []
