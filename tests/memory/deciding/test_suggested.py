"""What may be suggested to be made one, and what only sounds alike: opposites, other things, numbers and people."""

from collections.abc import AsyncIterator

import pytest
from tests.memory.deciding.test_opposed import memory

from frontdesk.kit.languages import Language
from frontdesk.llm.embedded import files
from frontdesk.llm.embedded.embedder import LocalEmbedder
from frontdesk.memory.deciding import conflicts, consolidate
from frontdesk.memory.deciding.conflicts import Material
from frontdesk.memory.finding import vectors
from frontdesk.retrieval.meaning import pack

SAME = {
    Language.EN: [
        ("I like to drink tea in the morning", "I like drinking tea in the morning"),
        ("I live in Pune with my parents", "I live with my parents in Pune"),
        ("I work as a nurse in a hospital", "I am working as a nurse in a hospital"),
        ("I really love playing cricket on Sundays", "I love playing cricket on Sundays"),
        ("I want to learn to play the guitar this year", "I want to learn to play guitar this year"),
        ("I am allergic to peanuts", "I'm allergic to peanut"),
    ],
    Language.HI: [
        ("मुझे सुबह उठकर अदरक वाली चाय पीना पसंद है", "मुझे सुबह उठकर अदरक वाली चाय पीना बहुत पसंद है"),
        ("मैं रोज़ सुबह पार्क में दौड़ने जाता हूँ", "मैं रोज सुबह पार्क में दौड़ने जाता हूं"),
        ("मैं अपने माता-पिता के साथ पुणे में रहता हूँ", "मैं पुणे में अपने माता-पिता के साथ रहता हूँ"),
        ("मैं हर रविवार को दोस्तों के साथ क्रिकेट खेलता हूँ", "मैं हर रविवार को दोस्तों के साथ क्रिकेट खेलती हूँ"),
        (
            "main roz subah ghar ke paas wale park mein daudne jata hoon",
            "main roz subah ghar ke paas wale park mein daudne jati hoon",
        ),
    ],
    Language.NE: [
        ("मलाई बिहान उठेर अदुवा हालेको चिया खान मन पर्छ", "मलाई बिहान उठेर अदुवा हालेको चिया खान धेरै मन पर्छ"),
        ("म हरेक बिहान पार्कमा दौडिन जान्छु", "म पार्कमा हरेक बिहान दौडिन जान्छु"),
        ("म बुबाआमासँग पोखरामा बस्छु", "म पोखरामा बुबाआमासँग बस्छु"),
        ("म हरेक शनिबार साथीहरूसँग फुटबल खेल्छु", "म हरेक शनिबार साथीहरुसँग फुटबल खेल्छु"),
        ("ma harek bihan park ma daudina janchu", "ma harek bihan park ma daudina janchhu"),
    ],
    Language.MR: [
        ("मला सकाळी उठल्यावर आल्याचा चहा प्यायला आवडतो", "मला सकाळी उठल्यावर आल्याचा चहा प्यायला खूप आवडतो"),
        ("मी रोज सकाळी घराजवळच्या बागेत पळायला जातो", "मी रोज सकाळी घराजवळच्या बागेत पळायला जाते"),
        ("मी आईवडिलांसोबत पुण्यात राहतो", "मी पुण्यात आईवडिलांसोबत राहतो"),
        ("मी दर रविवारी मित्रांसोबत क्रिकेट खेळतो", "दर रविवारी मी मित्रांसोबत क्रिकेट खेळतो"),
        ("mi roj sakali baget palayla jato", "mi roj sakali baget palayla jaato"),
    ],
    Language.BN: [
        ("আমি সকালে উঠে আদা দিয়ে চা খেতে ভালোবাসি", "আমি সকালে উঠে আদা দিয়ে চা খেতে খুব ভালোবাসি"),
        ("আমি রোজ সকালে পার্কে দৌড়াতে যাই", "আমি রোজ সকালে দৌড়াতে পার্কে যাই"),
        ("আমি মা-বাবার সাথে কলকাতায় থাকি", "আমি কলকাতায় মা-বাবার সাথে থাকি"),
        ("আমি প্রতি রবিবার বন্ধুদের সাথে ক্রিকেট খেলি", "প্রতি রবিবার আমি বন্ধুদের সাথে ক্রিকেট খেলি"),
        ("ami roj sokale park e dourate jai", "ami roj sokale dourate park e jai"),
    ],
}
OTHER = {
    Language.EN: [
        ("I like to drink tea in the morning", "I do not like to drink tea in the morning"),
        ("I like to drink tea in the morning", "I like to drink coffee in the morning"),
        ("My sister Asha works in a bank in Pune", "My brother Ravi works in a bank in Pune"),
        ("My sister works in a bank in Pune", "My brother works in a bank in Pune"),
        ("I have two cats at home", "I have three cats at home"),
        ("I wake up early every day", "I wake up late every day"),
        ("I run 5 km every morning", "I run 10 km every morning"),
        ("I visited Goa with my family last year", "I visited Kerala with my family last year"),
        ("I want to learn to play the guitar", "I want to learn to play the piano"),
        ("I hate spicy food", "I love spicy food"),
    ],
    Language.HI: [
        ("मुझे सुबह उठकर अदरक वाली चाय पीना पसंद है", "मुझे सुबह उठकर अदरक वाली चाय पीना पसंद नहीं है"),
        ("मुझे सुबह उठकर घर पर चाय पीना पसंद है", "मुझे सुबह उठकर घर पर कॉफी पीना पसंद है"),
        ("मेरी बहन आशा पुणे के एक बड़े बैंक में काम करती है", "मेरी बहन रीना पुणे के एक बड़े बैंक में काम करती है"),
        ("मेरे घर में अभी दो बिल्लियाँ साथ रहती हैं", "मेरे घर में अभी तीन बिल्लियाँ साथ रहती हैं"),
        ("मैं छुट्टी के दिन हमेशा जल्दी उठता हूँ", "मैं छुट्टी के दिन हमेशा देर से उठता हूँ"),
        ("मैं रोज़ सुबह पार्क में 5 किलोमीटर दौड़ता हूँ", "मैं रोज़ सुबह पार्क में 10 किलोमीटर दौड़ता हूँ"),
        ("मेरा बेटा पुणे के एक बड़े स्कूल में पढ़ता है", "मेरी बेटी पुणे के एक बड़े स्कूल में पढ़ती है"),
        ("main roz subah ghar par chai peeta hoon", "main roz subah ghar par coffee peeta hoon"),
        ("मैं पिछले साल परिवार के साथ गोवा घूमने गया था", "मैं पिछले साल परिवार के साथ केरल घूमने गया था"),
    ],
    Language.NE: [
        ("मलाई बिहान उठेर अदुवा हालेको चिया खान मन पर्छ", "मलाई बिहान उठेर अदुवा हालेको चिया खान मन पर्दैन"),
        ("मलाई बिहान उठेर घरमा चिया खान मन पर्छ", "मलाई बिहान उठेर घरमा कफी खान मन पर्छ"),
        ("मेरी बहिनी सीता पोखराको ठूलो बैंकमा काम गर्छिन्", "मेरी बहिनी गीता पोखराको ठूलो बैंकमा काम गर्छिन्"),
        ("मेरो घरमा अहिले दुइटा बिराला सँगै बस्छन्", "मेरो घरमा अहिले तीनवटा बिराला सँगै बस्छन्"),
        ("म बिदाको दिन सधैं चाँडो उठ्छु", "म बिदाको दिन सधैं ढिलो उठ्छु"),
        ("म हरेक बिहान पार्कमा ५ किलोमिटर दौडिन्छु", "म हरेक बिहान पार्कमा १० किलोमिटर दौडिन्छु"),
        ("मेरो छोरा पोखराको ठूलो स्कुलमा पढ्छ अहिले", "मेरो छोरी पोखराको ठूलो स्कुलमा पढ्छ अहिले"),
        ("ma harek bihan ghar ma chiya khanchu", "ma harek bihan ghar ma coffee khanchu"),
        ("म पोहोर परिवारसँग घुम्न चितवन गएको थिएँ", "म पोहोर परिवारसँग घुम्न लुम्बिनी गएको थिएँ"),
    ],
    Language.MR: [
        ("मला सकाळी उठल्यावर आल्याचा चहा प्यायला आवडतो", "मला सकाळी उठल्यावर आल्याचा चहा प्यायला आवडत नाही"),
        ("मला सकाळी उठल्यावर घरी चहा प्यायला आवडतो", "मला सकाळी उठल्यावर घरी कॉफी प्यायला आवडतो"),
        ("माझी बहीण आशा पुण्यातल्या मोठ्या बँकेत काम करते", "माझी बहीण रीना पुण्यातल्या मोठ्या बँकेत काम करते"),
        ("माझ्या घरी सध्या दोन मांजरी एकत्र राहतात", "माझ्या घरी सध्या तीन मांजरी एकत्र राहतात"),
        ("मी सुट्टीच्या दिवशी नेहमी लवकर उठतो", "मी सुट्टीच्या दिवशी नेहमी उशिरा उठतो"),
        ("मी रोज सकाळी बागेत ५ किलोमीटर पळतो", "मी रोज सकाळी बागेत १० किलोमीटर पळतो"),
        ("माझा मुलगा सध्या पुण्यातल्या मोठ्या शाळेत शिकतो", "माझी मुलगी सध्या पुण्यातल्या मोठ्या शाळेत शिकते"),
        ("mi roj sakali ghari chaha pito", "mi roj sakali ghari coffee pito"),
        ("मी गेल्या वर्षी कुटुंबासोबत फिरायला गोव्याला गेलो होतो", "मी गेल्या वर्षी कुटुंबासोबत फिरायला केरळला गेलो होतो"),
        ("मला रोज संध्याकाळी गाणी ऐकायला आवडतं", "मला रोज संध्याकाळी गाणी ऐकायला आवडत नाही"),
    ],
    Language.BN: [
        ("আমি সকালে উঠে আদা দিয়ে চা খেতে ভালোবাসি", "আমি সকালে উঠে আদা দিয়ে চা খেতে ভালোবাসি না"),
        ("আমি রোজ সকালে উঠে বাড়িতে চা খাই", "আমি রোজ সকালে উঠে বাড়িতে কফি খাই"),
        ("আমার বোন মিতা কলকাতার একটা বড় ব্যাংকে কাজ করে", "আমার বোন রিতা কলকাতার একটা বড় ব্যাংকে কাজ করে"),
        ("আমার বাড়িতে এখন দুটো বিড়াল একসাথে থাকে", "আমার বাড়িতে এখন তিনটে বিড়াল একসাথে থাকে"),
        ("আমি ছুটির দিনে সবসময় তাড়াতাড়ি ঘুম থেকে উঠি", "আমি ছুটির দিনে সবসময় দেরিতে ঘুম থেকে উঠি"),
        ("আমি রোজ সকালে পার্কে ৫ কিলোমিটার দৌড়াই", "আমি রোজ সকালে পার্কে ১০ কিলোমিটার দৌড়াই"),
        ("আমার ছেলে এখন কলকাতার একটা বড় স্কুলে পড়ে", "আমার মেয়ে এখন কলকাতার একটা বড় স্কুলে পড়ে"),
        ("ami roj sokale uthe barite cha khai", "ami roj sokale uthe barite coffee khai"),
        ("আমি গত বছর পরিবারের সাথে দীঘা ঘুরতে গিয়েছিলাম", "আমি গত বছর পরিবারের সাথে পুরী ঘুরতে গিয়েছিলাম"),
    ],
}


@pytest.fixture
async def embedder() -> AsyncIterator[LocalEmbedder]:
    folder = files.built_in()
    assert folder is not None
    made = LocalEmbedder(folder, is_built_in=True)
    yield made
    await made.close()


async def _is_suggested(embedder: LocalEmbedder, language: Language, pair: tuple[str, str]) -> bool:
    """As it would be with both stored as rules read them, with vectors of the model that ships."""
    both = [memory(said, language) for said in pair]
    meant = [pack(one.vector) for one in await vectors.read(embedder, pair)] if language is Language.EN else [None] * 2
    pairs = conflicts.find(Material(both, meant, frozenset(), None))
    return bool(consolidate.grouped(pairs, Language.EN))


@pytest.mark.parametrize("language", Language)
async def test_what_says_the_same_is_suggested(embedder: LocalEmbedder, language: Language) -> None:
    assert [pair for pair in SAME[language] if not await _is_suggested(embedder, language, pair)] == []


@pytest.mark.parametrize("language", Language)
async def test_what_only_sounds_alike_is_not(embedder: LocalEmbedder, language: Language) -> None:
    assert [pair for pair in OTHER[language] if await _is_suggested(embedder, language, pair)] == []
