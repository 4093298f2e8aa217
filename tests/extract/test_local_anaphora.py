"""Whom "the former" and "the latter" stand for, where they stand for anybody, and what that does to claims."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.extract.local import local_coder
from flows.extract.local_actors import ActorFinder
from flows.extract.local_anaphora import spelled_out
from flows.extract.local_lexicon import load_lexicon
from flows.extract.local_reading import parser
from flows.lexicon.actors import load_actors
from flows.parse import parse_text
from flows.parse.document import Reading

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NAMES = {
    "CHL": "Chile",
    "PER": "Peru",
    "ECU": "Ecuador",
    "USA": "United States",
    "BRA": "Brazil",
    "TUR": "Turkey",
    "GRC": "Greece",
}


@pytest.fixture(scope="module")
def finder() -> ActorFinder:
    return ActorFinder(load_actors(SEEDS / "lexicon"), load_lexicon(SEEDS / "lexicon"))


def spelled(finder: ActorFinder, text: str) -> Reading | None:
    doc = parser()(text)
    read = Reading(text, tuple(range(len(text))))
    nouns = load_lexicon(SEEDS / "lexicon").cues["pair"]
    return spelled_out(read, doc, finder.named(text, doc, 1950), nouns, NAMES.get)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Chile met Peru. The latter left.", "Chile met Peru. Peru left."),
        ("Chile met Peru. The former attacked the latter.", "Chile met Peru. Chile attacked Peru."),
        ("Chile wrote to Peru, and the latter replied.", "Chile wrote to Peru, and Peru replied."),
        ("Chile met Peru. The latter's envoy left.", "Chile met Peru. Peru's envoy left."),
        ("Chile met Peru. The latter country sold ships.", "Chile met Peru. Peru sold ships."),
        ("Chile met Peru. In May Ecuador joined the latter.", "Chile met Peru. In May Ecuador joined Peru."),
        ("Chile met Peru. It rained. The former left.", "Chile met Peru. It rained. Chile left."),
        (
            "Chile met Peru. The former went to Brazil, and the latter replied.",
            "Chile met Peru. Chile went to Brazil, and Peru replied.",
        ),
        ("Turkey and Greece wrote to Chile. The former left.", "Turkey and Greece wrote to Chile. Turkey left."),
        ("Peru met the United States. The latter left.", "Peru met the United States. United States left."),
    ],
)
def test_they_stand_for_one_of_the_two_named_before(finder: ActorFinder, text: str, meant: str) -> None:
    read = spelled(finder, text)
    assert read is not None
    assert read.text == meant


@pytest.mark.parametrize(
    "text",
    [
        "Chile met Peru. The former envoy left.",
        "Chile met Peru. The latter half of the year was calm.",
        "Chile met Peru. The latter two ships sank.",
        "Chile met Peru. The former country house burned.",
        "Chile met Peru. A latter day saint came.",
        "Chile rested. The latter left.",
        "Chile met Peru. The former ruling party left.",
        "Chile met Peru. The former once-powerful navy left.",
        "Chile met Peru. The former and current presidents left.",
        "Chile met Peru. The former “Trucial” coast was calm.",
        "Chile met Peru. In the former, it rained.",
        "Chile met Peru. Brazil armed the rebels, and the latter left.",
        "Chile met Peru. Brazil wrote to Korea, and the latter left.",
        "Chile and Peru signed a treaty of peace and a treaty of trade. The latter lapsed.",
        "The latter left.",
        "Chile met Peru, Ecuador and Brazil. The latter left.",
        # No name is known that means it alone.
        "Chile met Bolivia. The latter left.",
    ],
)
def test_otherwise_they_are_left_alone(finder: ActorFinder, text: str) -> None:
    assert spelled(finder, text) is None


@pytest.mark.parametrize("name", ["United States", "Guinea-Bissau"])
def test_every_word_of_a_name_stands_where_the_phrase_does(finder: ActorFinder, name: str) -> None:
    text = "Peru met Chile. The latter left."
    doc, whole = parser()(text), Reading(text, tuple(range(len(text))))
    read = spelled_out(whole, doc, finder.named(text, doc, 1950), frozenset(), lambda _: name)
    assert read is not None
    for word in re.findall(r"\w+", name):
        start = read.text.rindex(word)
        assert text[slice(*read.source_span(start, start + len(word)))] == "The latter"
    start = read.text.rindex("left")
    assert text[slice(*read.source_span(start, start + 4))] == "left"


@pytest.mark.parametrize(
    ("text", "kind", "source", "target", "evidence"),
    [
        (
            "Relations between Chile and Peru were bad. The former attacked the latter in 1879.",
            *("armed_conflict", ("CHL",), ("PER",), "The former attacked the latter in 1879"),
        ),
        (
            "India met Japan in 1957. The latter gave the former a loan of $50 million in 1958.",
            *("aid", ("JPN",), ("IND",), "The latter gave the former a loan of $50 million in 1958"),
        ),
        (
            "Egypt opposed Iraq in 1955. The latter's foreign minister visited Turkey in February.",
            *("visit", ("IRQ",), ("TUR",), "The latter's foreign minister visited Turkey in February"),
        ),
    ],
)
def test_claims_are_read_with_whom_they_mean_and_quote_what_stands_there(
    text: str, kind: str, source: tuple[str, ...], target: tuple[str, ...], evidence: str
) -> None:
    document = parse_text(f"A Short Report\n\n{text}\n", "r")
    found = [
        (claim.kind, claim.source, claim.target, document.text[claim.char_start : claim.char_end])
        for claim in local_coder(SEEDS).code(document)
    ]
    assert (kind, source, target, evidence) in found
