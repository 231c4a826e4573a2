"""Choices where the trade is another: a salon and a clinic. The studio's are among the utterances."""

from datetime import date

import pytest
from evals.rows import catalogue

from frontdesk.booking.dialogue import extract

TODAY = date(2026, 11, 21)


def _chosen(offered, text, language="en", asked="service"):
    said = extract(text, catalogue=catalogue(offered), language=language, today=TODAY, asked_field=asked)
    return said.get("service") or f"!{said.get('invalid', {}).get('service')}", said.get("package")


@pytest.mark.parametrize(
    ("text", "language", "service", "package"),
    [
        ("trim my hair", "en", "Haircut", None),
        ("mani pedi", "en", "Manicure & Pedicure", None),
        ("manicures for two", "en", "Manicure & Pedicure", None),
        ("hair dye", "en", "Hair Colour", None),
        ("highlights", "en", "Hair Colour", "Highlights"),
        ("kid's cut", "en", "Haircut", "Kids"),
        ("gents haircut", "en", "Haircut", "Men"),
        ("keratine", "en", "Keratin Treatment", None),
        ("something for my hair", "en", "!ambiguous", None),
        ("bridal makeup", "en", "!unknown", None),
        ("full body massage + steam bath", "en", "!unknown", None),
        ("beard trim", "en", "!unknown", None),
        ("बाल कटाने हैं", "hi", "Haircut", None),
        ("बालों में रंग करवाना है", "hi", "Hair Colour", None),
        ("baal katwane hain", "hi", "Haircut", None),
        ("कपाल काट्ने", "ne", "Haircut", None),
        ("kapal rangauna man lagyo", "ne", "Hair Colour", None),
        ("केस कापायचे आहेत", "mr", "Haircut", None),
        ("केसांना रंग लावायचा आहे", "mr", "Hair Colour", None),
        ("চুল কাটাব", "bn", "Haircut", None),
        ("chul e rong korate chai", "bn", "Hair Colour", None),
    ],
)
def test_a_salon_is_understood(text, language, service, package):
    assert _chosen("salon", text, language) == (service, package)


@pytest.mark.parametrize(
    ("text", "language", "package"),
    [
        ("for men", "en", "Men"), ("ladies", "en", "Women"), ("400", "en", "Men"), ("the cheapest", "en", "Kids"),
        ("महिलाओं वाला", "hi", "Women"), ("bachho ka", "hi", "Kids"), ("केटाको", "ne", "Men"),
        ("पुरुषांसाठी", "mr", "Men"), ("lahan mulancha", "mr", "Kids"), ("মেয়েদের", "bn", "Women"),
        ("my husband", "en", "Men"), ("a boy of 7", "en", "Kids"), ("my son is 25 years old", "en", None),
        ("pati ke liye", "hi", "Men"), ("beti ke liye, 5 saal ki hai", "hi", "Kids"), ("नवऱ्यासाठी", "mr", "Men"),
        ("muli sathi, 6 varshachi ahe", "mr", "Kids"), ("छोरामान्छेको", "ne", "Men"),
        ("chora ko, 6 barsa ko", "ne", "Kids"),
        ("স্বামীর জন্য", "bn", "Men"), ("মেয়ের জন্য, ৬ বছর বয়স", "bn", "Kids"), ("ask my husband", "en", None),
    ],
)  # fmt: skip
def test_a_package_is_found_by_whom_it_is_for(text, language, package):
    assert _chosen("salon", text, language, "package")[1] == package


@pytest.mark.parametrize(
    ("text", "language", "service"),
    [
        ("dentist appointment", "en", "Dental Check-up"),
        ("regular check up", "en", "Dental Check-up"),
        ("RCT", "en", "Root Canal Treatment"),
        ("braces", "en", "Braces Consultation"),
        ("whitening", "en", "Teeth Whitening"),
        ("eye checkup", "en", "!unknown"),
        ("blood test", "en", "!unknown"),
        ("दाँत की जाँच", "hi", "Dental Check-up"),
        ("आँखों की जाँच", "hi", "!unknown"),
        ("dant seto parne", "ne", "Teeth Whitening"),
        ("दात पांढरे करायचेत", "mr", "Teeth Whitening"),
        ("দাঁত দেখাতে চাই", "bn", "Dental Check-up"),
    ],
)
def test_a_clinic_is_understood(text, language, service):
    assert _chosen("clinic", text, language)[0] == service


def test_a_package_that_one_service_has_tells_the_service():
    assert _chosen("salon", "I want highlights", asked=None) == ("Hair Colour", "Highlights")


def test_a_price_tells_the_package_without_a_service():
    assert _chosen("studio", "the 49,999 one", asked=None) == ("!None", "Premium")


@pytest.mark.parametrize(
    ("text", "language", "asked", "service", "package"),
    [
        ("I need to see a hair stylist in San Jose on the 8th", "en", "", "!None", None),
        ("Tell me the rating first, then get me the 4:10 at Hair by Nadia for Sunday", "en", "", "!None", None),
        ("Find me a unisex hair salon in Oakland", "en", "", "!None", None),
        ("I want an appointment with a hairdresser on friday", "en", "", "!None", None),
        ("book Hair Studio 9 for tomorrow", "en", "", "!None", None),
        ("is there a hair place in Fremont", "en", "", "!None", None),
        ("Great Clips Hair Salon is fine, book it for 5 pm", "en", "", "!None", None),
        ("hair", "en", "", "!ambiguous", None),
        ("I want my hair done", "en", "", "!ambiguous", None),
        ("any good salon for men in Berkeley?", "en", "", "!None", None),
        ("Does Nail & Hair Lounge work on monday", "en", "", "!None", None),
        ("A hair appointment at Supercuts on monday please", "en", "", "!None", None),
        ("My wife loved Sunday Salon in Palo Alto, can you book her there for Thursday at 2?", "en", "", "!None", None),
        ("next tuesday mummy ko call karne ke liye yaad dilao", "hi", "", "!None", None),
        ("Not bad. Is it unisex? If so 11:30 the day after tomorrow for my brother", "en", "", "!None", None),
        ("मेरे बेटे के बाल कटवाने हैं, 6 साल का है, इतवार को लाऊँ? नाम आरव", "hi", "", "Haircut", "Kids"),
        ("my son is 5, needs a haircut", "en", "", "Haircut", "Kids"),
        ("haircut for my brother", "en", "", "Haircut", "Men"),
        ("papa ke baal katwane hain", "hi", "", "Haircut", "Men"),
        ("my husband needs a haircut", "en", "", "Haircut", "Men"),
        ("bhai ne bataya aapke baare mein, haircut karwana hai", "hi", "", "Haircut", None),
        ("my wife told me you do good haircuts, book me friday", "en", "", "Haircut", None),
        ("नवऱ्याचे केस कापायचे आहेत", "mr", "", "Haircut", "Men"),
        ("স্বামীর চুল কাটাতে হবে", "bn", "", "Haircut", "Men"),
        ("श्रीमानको कपाल काट्नु पर्यो", "ne", "", "Haircut", "Men"),
        ("book me something for my sister", "en", "", "!None", None),
        ("remind me to call my dad for dinner on friday", "en", "", "!None", None),
        ("facial for my mother on friday", "en", "", "Facial", None),
        ("my husband will pay, i want haircut", "en", "", "Haircut", None),
        ("hands and feet both, they look horrible after the trek", "en", "service", "Manicure & Pedicure", None),
        ("haath pair dono ka karwana hai", "hi", "service", "Manicure & Pedicure", None),
        ("হাত পা দুইটাই করাব", "bn", "service", "Manicure & Pedicure", None),
        ("a small tattoo on my wrist", "en", "service", "!unknown", None),
        ("body massage hota h kya aapke yaha wo karwana tha", "hi", "service", "!unknown", None),
        ("do you do waxing?", "en", "service", "!unknown", None),
        ("थ्रेडिंग करवानी है", "hi", "service", "!unknown", None),
        ("eyelash extensions", "en", "service", "!unknown", None),
        ("do you do hair straightening", "en", "service", "!unknown", None),
        ("क्या आप मसाज करते हैं", "hi", "service", "!unknown", None),
        ("ভ্রু প্লাক করাব", "bn", "service", "!unknown", None),
        ("मसाज गर्नु हुन्छ?", "ne", "service", "!unknown", None),
        ("not waxing, facial", "en", "service", "Facial", None),
        ("facial and threading", "en", "service", "Facial", None),
        ("I need a haircut for my 4 year old, we can come saturday morning", "en", "", "Haircut", "Kids"),
        ("मम्मी के लिए फेशियल गोल्ड वाला बुक कर दो", "hi", "", "Facial", "Gold"),
        ("bacche ka haircut", "hi", "", "Haircut", "Kids"),
        ("gents haircut tomorrow", "en", "", "Haircut", "Men"),
        ("Is this a unisex place? My daughter aged 7 wants her hair trimmed", "en", "", "Haircut", "Kids"),
        ("want to colour my roots before the wedding", "en", "", "Hair Colour", "Root Touch-up"),
        ("my roots are showing, need a touch up on Saturday", "en", "", "Hair Colour", "Root Touch-up"),
        ("highlights on friday pls", "en", "", "Hair Colour", "Highlights"),
        ("माझ्या मुलाचे केस कापायचे, वय ५ वर्षे", "mr", "", "Haircut", "Kids"),
        ("मला केस रंगवायचेत, हायलाइट्स", "mr", "", "Hair Colour", "Highlights"),
        ("আমার ছেলের চুল কাটাতে হবে, বয়স ৪ বছর", "bn", "", "Haircut", "Kids"),
        ("মা ফেসিয়াল করাবে, ফ্রুট", "bn", "", "Facial", "Fruit"),
        ("keratin garaune kati parcha", "ne", "", "Keratin Treatment", None),
        ("do you guys have parking? also want keratin next week", "en", "", "Keratin Treatment", None),
        ("kerotin treatment", "hi", "", "Keratin Treatment", None),
        ("Mani pedi for two on Sunday, spa one", "en", "", "Manicure & Pedicure", "Spa"),
        ("Book the Glow Beauty Parlour for 5pm", "en", "", "!None", None),
        ("Looking for a barber near Dadar", "en", "", "!None", None),
        ("need an appointment with a stylist named Carlo on tuesday 3pm", "en", "", "!None", None),
        ("Is Cut & Colour Hair Lounge open on Sunday", "en", "", "!None", None),
        ("does the salon on 5th street take women", "en", "", "!None", None),
        ("find me a place that does men's haircuts", "en", "", "Haircut", "Men"),
        ("I'd like to get my hair cut and coloured", "en", "", "!ambiguous", None),
        ("just a trim", "en", "service", "Haircut", None),
        ("hair spa", "en", "service", "!ambiguous", None),
        ("colour my hair, highlights I think", "en", "service", "Hair Colour", "Highlights"),
        ("hair appointment for highlights", "en", "", "Hair Colour", "Highlights"),
        ("haircut by Nadia on friday", "en", "", "Haircut", None),
        ("book facial at your salon tomorrow", "en", "", "Facial", None),
        ("haircut appointment for my dad", "en", "", "Haircut", "Men"),
        ("my dad wants a haircut", "en", "", "Haircut", "Men"),
        ("women's haircut", "en", "", "Haircut", "Women"),
        ("ladies salon? need a haircut", "en", "", "Haircut", None),
        ("salon mein haircut ke liye aana hai", "hi", "", "Haircut", None),
        ("पार्लर में फेशियल करवाना है", "hi", "", "Facial", None),
        ("পার্লারে গিয়ে চুল কাটাব", "bn", "", "Haircut", None),
        ("पार्लरमध्ये फेशियल करायचंय", "mr", "", "Facial", None),
        ("पार्लरमा कपाल काट्न आउने", "ne", "", "Haircut", None),
        ("hair cut at salon", "en", "service", "Haircut", None),
        ("मम्मी को फेशियल", "hi", "service", "Facial", None),
        ("मम्मी से पूछकर बताती हूँ", "hi", "service", "!None", None),
        ("facial and a haircut", "en", "", "!ambiguous", None),
    ],
)
def test_a_salon_is_told_from_the_trade_and_the_people_spoken_of(text, language, asked, service, package):
    assert _chosen("salon", text, language, asked) == (service, package)


@pytest.mark.parametrize(
    ("text", "language", "asked", "service", "package"),
    [
        ("I'm looking for a dentist in Sacramento who has an opening on the 29th", "en", "", "!None", None),
        ("Could you find one at 3rd Avenue Dental on the 15th, 8 in the morning", "en", "", "!None", None),
        ("Is Ridgeview Dental in Petaluma free on the 5th at 4:30 PM?", "en", "", "!None", None),
        ("Find me a dental clinic in Concord", "en", "", "!None", None),
        ("I need a dentist appointment tomorrow", "en", "", "!None", None),
        ("Book Dr Smith Family Dentistry for monday", "en", "", "!None", None),
        ("dental check up on friday", "en", "", "Dental Check-up", None),
        ("I want to see the dentist for a check up", "en", "", "Dental Check-up", None),
        ("dentist", "en", "service", "Dental Check-up", None),
        ("dental", "en", "service", "Dental Check-up", None),
        ("डेंटिस्ट को दिखाना है", "hi", "service", "Dental Check-up", None),
        (
            "my tooth is paining, the dentist near home said root canal so please book root canal for friday",
            "en",
            "",
            "Root Canal Treatment",
            None,
        ),
        ("dentist told me to get braces, book it", "en", "", "Braces Consultation", None),
        ("dentist ne RCT bola hai, kal karwana hai", "hi", "", "Root Canal Treatment", None),
        ("the dental surgeon suggested whitening my teeth", "en", "", "Teeth Whitening", None),
        ("দাঁত বাঁকা, ব্রেসেস লাগাতে হবে কিনা দেখাব", "bn", "service", "Braces Consultation", None),
        ("दांत टेढ़े हैं, ब्रेसेस के लिए चेक करवाना है", "hi", "service", "Braces Consultation", None),
        ("want to check if i need braces", "en", "service", "Braces Consultation", None),
        ("root canal consultation", "en", "service", "Root Canal Treatment", None),
        ("दात तपासायचे आहेत", "mr", "service", "Dental Check-up", None),
        ("wisdom tooth removal", "en", "service", "!unknown", None),
        ("दांत निकलवाना है", "hi", "service", "!unknown", None),
        ("my gums bleed, can a dentist look at them tomorrow", "en", "", "!None", None),
        ("toothache since yesterday, need someone to check", "en", "", "Dental Check-up", None),
        ("daant ka check up karwana hai", "hi", "", "Dental Check-up", None),
        ("दांतों के डॉक्टर से मिलना है कल", "hi", "", "!None", None),
        ("daant pile ho gaye hain, safed karwane hain", "hi", "", "Teeth Whitening", None),
        ("दातांची तपासणी करायची आहे", "mr", "", "Dental Check-up", None),
        ("दात वाकडे आहेत तार लावायची आहे", "mr", "", "Braces Consultation", None),
        ("दाँत दुख्यो, जचाउनु पर्\u200dयो", "ne", "", "Dental Check-up", None),
        ("দাঁত ঝকঝকে করতে চাই বিয়ের আগে", "bn", "", "Teeth Whitening", None),
        ("আক্কেল দাঁতে ব্যথা, রুট ক্যানেল করাতে বলেছে ডাক্তার", "bn", "", "Root Canal Treatment", None),
        ("Smile Dental Care, book tuesday 4pm", "en", "", "!None", None),
        ("do you have a slot with the dentist for a root canal on monday", "en", "", "Root Canal Treatment", None),
        ("My son needs braces, he is 12", "en", "", "Braces Consultation", None),
        ("dentist appointment for root canal", "en", "", "Root Canal Treatment", None),
        ("dental clinic near me for braces", "en", "", "Braces Consultation", None),
        ("teeth cleaning", "en", "", "!ambiguous", None),
        ("doctor asked for root canal treatment", "en", "", "Root Canal Treatment", None),
        ("doctor ne braces bole hain", "hi", "", "Braces Consultation", None),
        ("डॉक्टर को दाँत दिखाना है", "hi", "", "!None", None),
        ("see the doctor", "en", "service", "!None", None),
        ("I have an exam on monday, book whitening on tuesday", "en", "", "Teeth Whitening", None),
        ("consultation for braces on friday", "en", "", "Braces Consultation", None),
        ("check up and whitening", "en", "", "!ambiguous", None),
        ("dental check up", "en", "", "Dental Check-up", None),
        ("Dental check-up for two", "en", "", "Dental Check-up", None),
    ],
)
def test_a_clinic_is_told_from_the_trade_and_the_people_spoken_of(text, language, asked, service, package):
    assert _chosen("clinic", text, language, asked) == (service, package)
