"""English as people type it: who is spoken of, for how long it holds, and of which kind it is."""

import pytest

from frontdesk.kit.languages import Language
from frontdesk.memory.learning.extract import read


def found(text: str) -> list[str]:
    return [one.attribute for one in read(text, Language.EN)]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("never learnt to swim", "habit"),
        ("saving every rupee for a trip to Japan", "goal"),
        ("been a nurse at AIIMS for eleven years", "job"),
        ("not a fan of horror movies", "likes"),
        ("did my schooling in Darjeeling", "experience"),
        ("turned 58 last week", "age"),
    ],
)
def test_whoever_leaves_out_herself_is_heard(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("my stepdad has a bad hip", "relation:father"),
        ("my husbnd drives a truck btwn Siliguri and Guwahati", "relation:husband"),
        ("our son's lactose intolerant", "relation:son"),
        ("my ex wife and i share custody of our son Leo", "relation:wife"),
        ("my roomie prakash snores like a tractor", "relation:friend"),
        ("we're a family of five", "relation:family"),
    ],
)
def test_relatives_are_told_by_what_they_do(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("I plan to sit for the UPSC in 2027", "goal"),
        ("I quit smoking in March", "experience"),
        ("ive got a thing for old hindi film posters", "likes"),
        ("i only watch documentries", "likes"),
        ("I'd much rather take the train than fly", "likes"),
        ("my cat Simba hates the vet", "pet"),
        ("My phone's a Redmi Note 12", "owns"),
        ("I'm teaching myself to crochet", "learning"),
        ("I wake up at 4 everyday for riyaz", "habit"),
    ],
)
def test_it_is_of_its_kind(text: str, attribute: str) -> None:
    assert found(text) == [attribute]


@pytest.mark.parametrize(
    "text",
    [
        "my locker combination is 22-08-31",
        "I'm a teapot short and stout",
        "knock knock. I'm a lumberjack and I'm okay",
        "I had idli for breakfast",
        "just finished lunch",
        "Say I live in Mumbai and commute by train",
        "my brother is on the phone",
        "My cat is sitting on the keyboard",
        "In this story I am a pirate",
        "I've been trying to log in since morning",
        "We won!",
        "learning curve of rust vs go",
        "vegetarian restaurants near me",
        "retired people tax slab",
        "visit our shop",
        "you know I hate mondays right",
        "My favourite! thanks",
        "I moved the meeting to 4",
        "I finished my homework, check it",
        "I've got a flat tyre",
        "my phone is ringing",
        "my name is missing from the list",
        "my wife and I had a fight",
        "I'm planning dinner for tonight",
        "I am from the delivery team",
        "I'm married to my work haha",
        "we live in a society",
        "I'm with my dad at the bank",
        "I bought a new shirt",
        "I watched a movie last night",
        "learning french is hard",
        "kids love this game",
        "i own this mistake",
        "work from home",
        "scratch that, I'm not from Delhi",
        "name my band: we play jazz in a garage",
        "of course I LOVE paying taxes",
    ],
)
def test_what_is_for_now_or_nobodys_says_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("I repair antique clocks in a shed behind the house", "habit"),
        ("we foster teenagers", "habit"),
        ("I sew all my own clothes", "habit"),
        ("we dont celebrate christmas", "habit"),
        ("I'm the eldest of five", "relation:child"),
        ("I'm a locksmith", "habit"),
        ("these days I'm renting a room above a bakery", "habit"),
        ("I've kept bees since lockdown", "experience"),
        ("I was adopted from Pokhara as a baby", "experience"),
        ("shipped my first game last month", "experience"),
        ("flunked my theory test 3 times", "experience"),
        ("quilting keeps me sane", "likes"),
        ("I can't stand milk in my tea", "likes"),
        ("Horror films leave me cold", "likes"),
        ("hoping to emigrate to New Zealand", "goal"),
        ("hubby's deployed till june", "relation:husband"),
        ("My fiancé is Brazilian", "relation:partner"),
        ("I'm Oluwaseun, and I run a bakery", "name"),
        ("dyslexia runs in my family", "health"),
        ("41 today!", "age"),
        ("My stammer gets worse on the phone", "health"),
        ("We don't have kids", "relation:child"),
        ("English is my third language", "language"),
        ("Call me Bex", "name"),
        ("Growing up in Soweto I spoke Zulu at home", "experience"),
        ("my gp put me on statins last month", "health"),
        ("Next spring I'm walking the Camino", "goal"),
    ],
)
def test_a_verb_that_no_rule_names_is_told_by_tense_and_person(text: str, attribute: str) -> None:
    assert found(text)[0] == attribute


@pytest.mark.parametrize(
    "text",
    [
        "I divide both sides by two",
        "i mix flour and water and it clumps",
        "I equip the sword",
        "I hover over the icon",
        "I have a sore throat",
        "I've got two eggs and a tin of chickpeas",
        "I have a return flight in June",
        "I can't afford to miss the bus",
        "I'm running a bath",
        "I'm writing a cover letter",
        "I'm the first in line",
        "I'm busy, be quick",
        "I'm Busy",
        "i never said that",
        "my stew is on the stove",
        "my code runs but prints nothing",
        "our team is down two goals",
        "my bill is in dollars",
        "I complained last month and nobody answered",
        "I was charged twice for the same ride",
        "Sold out since june",
        "Call me whenever, I mean it",
        "I roll double six",
        "I have an early flight",
        "But I met a potter here",
        "I've run out of ink",
        "i have a hunch",
        "we as humans need sleep",
    ],
)
def test_what_happens_once_is_no_habit_whatever_its_verb(text: str) -> None:
    assert found(text) == []
