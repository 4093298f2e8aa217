"""Whom a name stands for by date and by context, and what is told where neither settles it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.extract.local_actors import ActorFinder, Memory, unsettled
from flows.extract.local_lexicon import load_lexicon
from flows.extract.local_reading import parser
from flows.lexicon.actors import load_actors

LEXICON = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"


@pytest.fixture(scope="module")
def finder() -> ActorFinder:
    return ActorFinder(load_actors(LEXICON), load_lexicon(LEXICON))


def read(finder: ActorFinder, text: str, year: int | None, *elsewhere: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return who is named in a paragraph, and what stays open; `elsewhere` are actors the document names."""
    doc = parser()(text)
    named = finder.named(text, doc, year)
    memory = Memory()
    memory.counts.update(elsewhere)
    memory.counts.update(actor for mention in named for actor in mention.actors)
    found = finder.all(doc.sents, named, memory)
    told = {m.label: " ".join(m.actors) for m in found if m.how in ("name", "leader", "place")}
    return told, {place.name: " ".join(place.candidates) for place in unsettled(doc)}


@pytest.mark.parametrize(
    ("text", "year", "name", "actor"),
    [
        ("Germany met Italy at the lake.", 1938, "Germany", "DEU"),
        ("Germany met Italy at the lake.", 1970, "Germany", "DEU"),
        ("East Germany met Italy at the lake.", 1970, "East Germany", "DDR"),
        ("The Republic of China met Japan.", 1937, "Republic of China", "CHN"),
        ("The Republic of China met Japan.", 1955, "Republic of China", "TWN"),
        ("Yugoslavia met Austria.", 1995, "Yugoslavia", "YUG"),
        ("Belgrade met Austria.", 1995, "Belgrade", "YUG"),
        ("Belgrade met Austria.", 2007, "Belgrade", "SRB"),
        ("Serbia met Austria.", 2007, "Serbia", "SRB"),
        ("Prague met Austria.", 1968, "Prague", "CSK"),
        ("Vietnam met France.", 1995, "Vietnam", "VNM"),
        ("Saigon met France.", 1968, "Saigon", "RVN"),
        ("Korea met Japan.", 1895, "Korea", "KOR"),
        ("Zaire met Belgium.", 1980, "Zaire", "COD"),
        ("Yemen met Egypt.", 1955, "Yemen", "YEM"),
        ("Yemen met Egypt.", 1995, "Yemen", "YEM"),
        ("Georgia met Turkey.", 2008, "Georgia", "GEO"),
        ("Macedonia met Bulgaria.", 1999, "Macedonia", "MKD"),
        ("Northern Ireland saw French envoys.", 1972, "Northern Ireland", "GBR"),
        ("Portuguese Timor saw Dutch envoys.", 1974, "Portuguese Timor", "TLS"),
        ("Equatorial Guinea met Spain.", 1975, "Equatorial Guinea", "GNQ"),
        ("King Faisal met Egypt.", 1970, "King Faisal", "SAU"),
        ("King Faisal met Egypt.", 1930, "King Faisal", "IRQ"),
    ],
)
def test_a_date_says_who_is_meant(finder: ActorFinder, text: str, year: int, name: str, actor: str) -> None:
    told, still_open = read(finder, text, year)
    assert told[name] == actor
    assert still_open == {}


@pytest.mark.parametrize(
    ("text", "year", "elsewhere", "name", "actor"),
    [
        ("Seoul told Tokyo that Korea would wait.", 1951, (), "Korea", "KOR"),
        ("Pyongyang told Peking that Korea would wait.", 1951, (), "Korea", "PRK"),
        ("Vietnam would wait for France.", 1968, ("VNM",), "Vietnam", "VNM"),
        ("Kinshasa told Brussels that Congo would wait.", 1975, (), "Congo", "COD"),
        ("Congo would wait for France.", 1975, ("COG",), "Congo", "COG"),
        ("Aden told Moscow that Yemen would wait.", 1975, (), "Yemen", "YMD"),
        ("Congress refused the loan for Peru.", 1975, ("USA",), "Congress", "USA"),
        ("King Abdullah met France.", 2008, ("SAU",), "King Abdullah", "SAU"),
        ("Wilson met France.", None, ("GBR",), "Wilson", "GBR"),
        # What the paragraph names goes before what the document names elsewhere.
        ("Seoul told Tokyo that Korea would wait.", 1951, ("PRK",), "Korea", "KOR"),
    ],
)
def test_the_context_says_who_is_meant(
    finder: ActorFinder, text: str, year: int | None, elsewhere: tuple[str, ...], name: str, actor: str
) -> None:
    told, still_open = read(finder, text, year, *elsewhere)
    assert told[name] == actor
    assert name not in still_open


@pytest.mark.parametrize(
    ("text", "year", "elsewhere", "name", "candidates"),
    [
        ("Korea met Japan.", 1951, (), "Korea", "KOR PRK"),
        ("Korea met Japan.", 1951, ("KOR", "PRK"), "Korea", "KOR PRK"),
        ("Vietnam met France.", 1968, (), "Vietnam", "RVN VNM"),
        ("Yemen met Egypt.", 1975, (), "Yemen", "YEM YMD"),
        ("Congo met Belgium.", 1965, (), "Congo", "COD COG"),
        ("King Abdullah met France.", 2008, (), "King Abdullah", "JOR SAU"),
    ],
)
def test_what_neither_settles_is_no_mention_and_is_told(
    finder: ActorFinder, text: str, year: int, elsewhere: tuple[str, ...], name: str, candidates: str
) -> None:
    told, still_open = read(finder, text, year, *elsewhere)
    assert name not in told
    assert still_open == {name: candidates}


@pytest.mark.parametrize(
    "text",
    [
        "The governor of Georgia spoke in Atlanta, Georgia.",
        "Hamilton Jordan and Eddie Jordan spoke.",
        "Chad Wolf spoke.",
        "Guinea pigs slept by the Jordan River.",
        "The Congo Free State sold rubber.",
        "Greek Macedonia grew tobacco.",
    ],
)
def test_persons_and_places_of_a_states_name_are_not_the_state(finder: ActorFinder, text: str) -> None:
    told, still_open = read(finder, text, 1980)
    assert not {"GEO", "JOR", "TCD", "GIN", "COD", "COG", "MKD"} & set(" ".join(told.values()).split())
    assert still_open == {}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Robin Cook met France. Then Cook wrote to Chile.", "Cook"),
        ("Robin Cook met France. Then Mr. Cook wrote to Chile.", "Cook"),
        ("Secretary Robin Cook met France. Cook's letter went to Chile.", "Cook"),
    ],
)
def test_a_leader_named_in_full_is_known_by_the_last_name_afterwards(
    finder: ActorFinder, text: str, label: str
) -> None:
    assert persons(finder, text) == {label: "GBR"}


@pytest.mark.parametrize(
    "text",
    [
        "Robin Cook met France. Then James Cook wrote to Chile.",
        "Robin Cook met France. The Cook-Smith report praised Chile.",
        "Robin Cook met France. He will cook for Chile.",
        "The Shah of Iran met France. Iran wrote to Chile.",
        "Louis XVI met Spain. XVI wrote to Chile.",
        "Mackenzie King met France. In Oslo the King wrote to Chile.",
        "Li Peng met France. Peng wrote to Chile.",
        "Robin Cook met France. The Cook of Oslo wrote to Chile.",
        "Sam Houston met France. Chileans worked in Houston.",
    ],
)
def test_but_not_by_what_is_somebody_elses(finder: ActorFinder, text: str) -> None:
    assert persons(finder, text) == {}


@pytest.mark.parametrize(
    ("text", "label", "meant"),
    [
        ("Chile, Peru and Brazil met Egypt. The three states agreed.", "states", "CHL PER BRA"),
        ("Chile, Peru and Brazil met. It rained. Chile met Egypt. The three agreed.", "three", "CHL PER BRA"),
        ("Chile, Peru, Brazil and Egypt met. All four governments agreed.", "governments", "CHL PER BRA EGY"),
        ("Chile met Peru. The two concluded a treaty.", "two", "CHL PER"),
        ("Chile met Peru. Brazil wrote to the two.", "two", "CHL PER"),
        ("Chile met Peru. Both states agreed.", "states", "CHL PER"),
    ],
)
def test_groups_are_those_named_together_last(finder: ActorFinder, text: str, label: str, meant: str) -> None:
    assert pairs(finder, text).get(label) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Chile met Peru. The three states agreed.",
        "Chile met Peru. The two ships sank.",
        "Chile met Peru. It sent two.",
        "Chile rested. The two signed.",
        "Chile, Peru and Brazil met. Three other states signed.",
        "Chile, Peru and Brazil met. The other three states signed.",
        "Chile, Peru and Brazil met. One of the three signed.",
        "Chile met Peru. Only one of the two states signed.",
    ],
)
def test_groups_that_were_not_named_are_nobody(finder: ActorFinder, text: str) -> None:
    assert pairs(finder, text) == {}


def pairs(finder: ActorFinder, text: str) -> dict[str, str]:
    doc, memory = parser()(text), Memory()
    named = finder.named(text, doc, None)
    memory.counts.update(actor for mention in named for actor in mention.actors)
    return {m.label: " ".join(m.actors) for m in finder.all(doc.sents, named, memory) if m.how == "pair"}


def persons(finder: ActorFinder, text: str) -> dict[str, str]:
    """Return the persons that a document of one paragraph has taught the finder, with their actors."""
    doc, memory = parser()(text), Memory()
    named = finder.named(text, doc, None)
    finder.learn_people(doc, named, memory)
    return {m.label: " ".join(m.actors) for m in finder.all(doc.sents, named, memory) if m.how == "person"}
