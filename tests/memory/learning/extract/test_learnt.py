"""What is read of clauses that no rule has words for."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import OTHER, by_rules, features, learnt, read, reading, rules
from frontdesk.memory.memories import Kind


@pytest.mark.parametrize(
    ("language", "text", "kind", "quote"),
    [
        (
            Language.EN,
            "kidney stones run in our family so how much water a day",
            Kind.FACT,
            "kidney stones run in our family",
        ),
        (
            Language.EN,
            "our terrace has forty pots of tomatoes, which mulch is best",
            Kind.FACT,
            "our terrace has forty pots of tomatoes",
        ),
        (Language.HI, "भीड़ में साँस फूलने लगती है मेरी, मेट्रो में क्या करूँ", Kind.PREFERENCE, "भीड़ में साँस फूलने लगती है मेरी"),
        (
            Language.HI,
            "गठिया की वजह से सीढ़ी नहीं चढ़ पाती, घर पर कौन सी कसरत करूँ",
            Kind.FACT,
            "गठिया की वजह से सीढ़ी नहीं चढ़ पाती",
        ),
        (Language.NE, "बिहान चार बजे उठेर दूध बेच्न हिँड्छु, त्यसैले कस्तो जुत्ता किनौं", Kind.FACT, "बिहान चार बजे उठेर दूध बेच्न हिँड्छु"),
        (
            Language.MR,
            "amhi shetat haldi lavto darvarshi, kuthla khat vapru",
            Kind.FACT,
            "amhi shetat haldi lavto darvarshi",
        ),
        (Language.BN, "ভিড়ে দম বন্ধ হয়ে আসে আমার, মেট্রোতে কী করব", Kind.FACT, "ভিড়ে দম বন্ধ হয়ে আসে আমার"),
        (Language.BN, "বাবার দোকানটা এখন আমিই সামলাই, কর কীভাবে দেব", Kind.FACT, "বাবার দোকানটা এখন আমিই সামলাই"),
    ],
)
def test_what_no_rule_names_is_read(language: Language, text: str, kind: Kind, quote: str) -> None:
    assert by_rules(text, language) == []
    (found,) = read(text, language)
    assert (found.kind, found.quote, found.value) == (kind, quote, None)
    assert found.attribute == OTHER or found.attribute.startswith("relation:")
    assert found.confidence == 0.75


def test_what_rules_find_stays_as_it_is() -> None:
    for text in ("I like coffee", "My name is Asha. I live in Pune.", "I moved to Delhi last month"):
        by_them = by_rules(text, Language.EN)
        assert by_them
        assert read(text, Language.EN) == by_them


def test_a_word_alone_and_what_only_points_say_nothing() -> None:
    assert read(", ".join(["i have a dog and my wife likes tea".replace(" ", ", ")] * 20), Language.EN) == []
    assert read("मला हे आवडते", Language.MR) == []


def test_weights_are_sorted_names_and_a_column_for_each_kind() -> None:
    held = learnt.weights()
    assert (held.names[1:] > held.names[:-1]).all()
    assert held.of.shape == (len(held.names), 1 + len(Kind))
    assert held.scale.shape == held.bias.shape == (1 + len(Kind),)


@pytest.mark.parametrize("language", list(Language))
def test_most_of_what_is_seen_has_a_weight(language: Language) -> None:
    """Names are hashes: were they made otherwise than when the weights were, none would be known."""
    text = {
        "en": "I live in Pune",
        "hi": "मैं पुणे में रहता हूँ",
        "ne": "म काठमाडौंमा बस्छु",
        "mr": "मी पुण्यात राहतो",
        "bn": "আমি ঢাকায় থাকি",
    }
    said = text[language]
    (seen,) = features.of(said, reading.clauses_of(said, language), rules.of(language), language)
    known = set(learnt.weights().names.tolist())
    assert len(known.intersection(seen)) > len(seen) / 2


def test_what_the_other_clauses_say_counts_once_each_and_not_as_ones_own() -> None:
    both = "I keep bees; sister paints bees"
    first, second = features.of(both, reading.clauses_of(both, Language.EN), rules.of(Language.EN), Language.EN)
    paints, bees = (features.name_of(f"en|there:{word}") for word in ("paints", "bees"))
    assert paints in first
    assert paints not in second
    assert first[bees] == second[bees]
