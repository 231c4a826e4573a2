"""Marathi as people type it, in both alphabets: relatives by the cases they stand in, and moments from what lasts."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import read


def found(text: str) -> list[str]:
    return [one.attribute for one in read(text, Language.MR)]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("माझ्याकडे बुलेट आहे", "owns"),
        ("मी बारावी सायन्सला आहे", "study"),
        ("मला पोहता येत नाही", "habit"),
        ("mazyakade honda city ahe", "owns"),
        ("गाणी ऐकल्याशिवाय मला झोप येत नाही", "likes"),
        ("kabaddi chi pro league mi kadhi chukvat nahi", "interest"),
        ("माझं आडनाव कुलकर्णी आहे", "name"),
        ("सगळे मला बंड्या म्हणतात", "name"),
        ("मला डाव्या कानाने ऐकू येत नाही", "health"),
        ("mi gadi chalvat nahi", "habit"),
        ("mi dhol tasha pathakat ahe", "trait"),
        ("वजन कमी करायचंय मला", "goal"),
        ("पुढच्या वर्षापर्यंत कर्ज फेडायचंय मला", "goal"),
        ("मी रोज लोकलने प्रवास करतो", "habit"),
        ("मुलांना परदेशात शिकवायची माझी फार इच्छा आहे", "goal"),
        ("mazi kambar don varshapasun dukhte", "health"),
        ("माझं ऑफिस अंधेरीला आहे", "trait"),
        ("मी जी.ए. कुलकर्णींच्या कथा वाचतेय", "interest"),
        ("mi ruia college madhe BA karte", "study"),
        ("आम्ही नुकतेच नाशिकला शिफ्ट झालोय", "home"),
    ],
)
def test_what_is_said_of_oneself(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("भाऊ सैन्यात आहे", "relation:brother"),
        ("माझ्या सासूबाईंना गुडघेदुखी आहे", "relation:mother_in_law"),
        ("माझी जाऊ सरकारी रुग्णालयात परिचारिका आहे", "relation"),
        ("वहिनीला मुलगा झाला", "relation:sibling_in_law"),
        ("mazi mavas bahin Shruti MBBS kartey Pune la", "relation:sister"),
        ("आम्ही तिघी बहिणी", "relation:sister"),
        ("ताईचं लग्न १२ डिसेंबरला आहे", "relation:sister"),
    ],
)
def test_what_relatives_do_is_theirs(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    "text",
    [
        "बाबा ऑफिसला गेलेत",
        "माझी बायको माहेरी गेली आहे",
        "मला पिझ्झा मागवायचा आहे",
        "मला समजलं नाही",
        "मी या ॲपला कंटाळलो आहे",
        "मला हे उत्तर आवडलं नाही",
        "माझ्या बॉसला सुट्टी आवडत नाही",
        "mi wait kartoy",
        "मी तयार आहे",
        "मी तर अंबानीचा जावईच आहे",
        "amcha bot faltu ahe",
        "joshi kakancha mulga IIT la ahe",
        "mazya bhavacha mitra canadat ahe",
        "माझ्या घरमालकाला गोंगाट आवडत नाही",
        "इंग्रजी कर: माझी आई डॉक्टर आहे",
        "आईसाठी केक मागवायचा आहे",
        "मी बसमध्ये आहे",
        "प्रियांका चोप्रा अमेरिकेत राहते",
        "mala ekhada chan gana aikaycha ahe",
        "कवितेत असं लिही की मी चंद्रावर राहते",
    ],
)
def test_what_is_for_now_or_nobodys_says_nothing(text: str) -> None:
    assert found(text) == []
