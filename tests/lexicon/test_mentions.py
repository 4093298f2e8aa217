"""What a text's names are taken for, and what they are not."""

from itertools import pairwise
from pathlib import Path

import pytest

from flows.lexicon.actors import Actors, load_actors
from flows.lexicon.matcher import tokens

FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"


@pytest.fixture(scope="module")
def actors() -> Actors:
    return load_actors(FOLDER)


def named(actors: Actors, text: str, year: int | None = None) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.actor_id) for m in actors.mentions(text, year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pakistan's envoy met Iran’s.", [("Pakistan", "PAK"), ("Iran", "IRN")]),
        ("An Indo-Pakistani war, a Sino–Soviet split.", "Indo IND Pakistani PAK Sino CHN Soviet RUS"),
        ("a Franco-German brigade", [("Franco", "FRA"), ("German", "DEU")]),
        ("the Perso-Russian treaty", [("Perso", "IRN"), ("Russian", "RUS")]),
        ("the U.S.S.R agreed", [("U.S.S.R", "RUS")]),
        ("Hitler met Franco.", [("Hitler", "DEU"), ("Franco", "ESP")]),
        ("The U.S. and the U.K. told the USSR.", [("U.S.", "USA"), ("U.K.", "GBR"), ("USSR", "RUS")]),
        ("Let us see what the US sees.", [("US", "USA")]),
        ("PAKISTAN AND RUSSIA: A HISTORY", [("PAKISTAN", "PAK"), ("RUSSIA", "RUS")]),
        ("Guinea-Bissau, Papua New Guinea and Guinea", "Guinea-Bissau GNB Papua_New_Guinea PNG Guinea GIN"),
        ("South Korea, South Vietnam and South Africa", "South_Korea KOR South_Vietnam RVN South_Africa ZAF"),
        ("the UN Security Council and the United Nations", "UN_Security_Council UNSC United_Nations UN"),
        ("the United\nStates", [("United\nStates", "USA")]),
        ("the United\n\nStates", []),
        ("a pan-Pakistanish Pakistaniness", []),
        ("Warsaw Pact troops near Warsaw", [("Warsaw Pact", "WARSAWPACT"), ("Warsaw", "POL")]),
        ("The Kremlin, the Pentagon and the ISI", [("Kremlin", "RUS"), ("Pentagon", "USA"), ("ISI", "PAK")]),
        ("Cote d’Ivoire and Côte d'Ivoire", [("Cote d’Ivoire", "CIV"), ("Côte d'Ivoire", "CIV")]),
        ("Lome\u0301 and Co\u0302te d'Ivoire", [("Lome\u0301", "TGO"), ("Co\u0302te d'Ivoire", "CIV")]),
        ("Lomé, Lome and Łomé", [("Lomé", "TGO"), ("Lome", "TGO"), ("Łomé", "TGO")]),
        ("al-Qaeda, Al Qaida and the Taliban", "al-Qaeda ALQAEDA Al_Qaida ALQAEDA Taliban TALIBAN"),
    ],
)
def test_names(actors: Actors, text: str, expected: list[tuple[str, str]] | str) -> None:
    if isinstance(expected, str):
        words = [word.replace("_", " ") for word in expected.split()]
        expected = list(zip(words[::2], words[1::2], strict=True))
    assert named(actors, text) == expected


@pytest.mark.parametrize(
    ("text", "year", "actor"),
    [
        ("Austria", 1914, "AUH"),
        ("Austria", 1931, "AUT"),
        ("the League", 1935, "LON"),
        ("Aden", 2015, "YEM"),
        ("Hawaii", 1893, "HAW"),
        ("Hawaii", 2001, "USA"),
        ("Texas", 1834, "MEX"),
        ("Texas", 1840, "TEX"),
        ("President Taylor", 1849, "USA"),
        ("President Taylor", 1999, "LBR"),
        ("Seward", 1867, "USA"),
        ("Castlereagh", 1818, "GBR"),
        ("Nyerere", 1978, "TZA"),
        ("Galtieri", 1982, "ARG"),
    ],
)
def test_a_name_is_its_bearers_in_the_year(actors: Actors, text: str, year: int, actor: str) -> None:
    assert [found for _, found in named(actors, text, year)] == [actor]


@pytest.mark.parametrize(
    "text",
    [
        "the Washington Post",
        "ships in the Indian Ocean",
        "the Russian Orthodox Church",
        "the Treaty of Paris",
        "the Vienna Conference",
        "the Tashkent agreement, the Paris accords and the Doha round",
        "the Uruguay Round and the Prague Spring",
        "the Balkan League at the North Pole",
        "treaties with the Indian tribes",
        "a degree from the American University",
        "the Tehran-based analyst",
        "some US$ 300",
        "African American voters",
        "in May the ford was dry",
        "the Muslim League",
    ],
)
def test_names_inside_other_names_mean_nobody(actors: Actors, text: str) -> None:
    assert named(actors, text) == []


def test_a_stop_phrase_hides_only_itself(actors: Actors) -> None:
    text = "Washington told the Washington Post; Warsaw answered."
    assert named(actors, text) == [("Washington", "USA"), ("Warsaw", "POL")]


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Wilson", 1918, "USA"),
        ("Wilson", 1967, "GBR"),
        ("Wilson", None, None),
        ("Johnson", 1965, "USA"),
        ("Johnson", 2021, "GBR"),
        ("Nixon", 1972, "USA"),
        ("Nixon", 1990, "USA"),
        ("Ayub", 1965, "PAK"),
        ("Zulfikar Ali Bhutto", None, "PAK"),
        ("Chiang Kai-shek", 1943, "CHN"),
        ("Chiang Kai-shek", 1955, "TWN"),
        ("Mao", 1946, "CCP"),
        ("Mao", 1950, "CHN"),
        ("Republic of China", 1949, "CHN"),
        ("Republic of China", 1954, "TWN"),
        ("Prague", 1968, "CSK"),
        ("Prague", 1999, "CZE"),
        ("Belgrade", 1914, "SRB"),
        ("Belgrade", 1961, "YUG"),
        ("Vienna", 1914, "AUH"),
        ("Soviet Union", 2018, "RUS"),
        ("Karachi", 1955, "PAK"),
        ("Saigon", 1968, "RVN"),
        ("Korea", 1905, "KOR"),
        ("Korea", 1995, None),
        ("Congo", 1995, None),
        ("Congress", 1919, "USA"),
        ("Congress", 1975, None),
        ("WTO", 1960, "WARSAWPACT"),
        ("WTO", 2005, "WTO"),
        ("MPLA", 1975, "MPLA"),
        ("MPLA", 1980, "AGO"),
        ("Ruritania", None, None),
    ],
)
def test_the_year_decides(actors: Actors, text: str, year: int | None, expected: str | None) -> None:
    assert actors.resolve(text, year) == expected
    assert [m.actor_id for m in actors.mentions(f"and {text} too", year)] == ([expected] if expected else [])


def test_what_cannot_be_settled_is_reported(actors: Actors) -> None:
    assert actors.ambiguous("Korea", 1995) == ("KOR", "PRK")
    [place] = actors.unsettled("talks on Korea", 1995)
    assert (place.start, place.end, place.candidates) == (9, 14, ("KOR", "PRK"))


def test_is_actor(actors: Actors) -> None:
    assert actors.is_actor("NAMOV")
    assert not actors.is_actor("WEST")


@pytest.mark.parametrize(
    ("year", "named"), [(1870, []), (1900, ["GBR"]), (1914, ["GBR"]), (1930, ["GBR"]), (1950, []), (None, ["GBR"])]
)
def test_a_last_name_alone_is_its_bearers_for_a_career(actors: Actors, year: int | None, named: list[str]) -> None:
    """Edward Grey was foreign secretary from 1905 to 1916."""
    assert [m.actor_id for m in actors.mentions("Then Grey wrote.", year)] == named
    assert [m.actor_id for m in actors.mentions("Then Edward Grey wrote.", year)] == ["GBR"]


def test_offsets_are_in_order_and_apart(actors: Actors) -> None:
    text = " ".join(f"{row.name}, {row.name}'s and {row.name}-backed" for row in actors.names)
    mentions = actors.mentions(text, 1965)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)


def test_no_two_names_that_are_read_alike_mean_different_actors(actors: Actors) -> None:
    bearers: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for row in (*actors.names, *actors.leaders):
        bearers.setdefault(tokens(row.name), {}).setdefault(row.name, set()).add(row.actor_id)
    alike = [names for names in bearers.values() if len(names) > 1]
    assert [names for names in alike if len({frozenset(ids) for ids in names.values()}) > 1] == []


def test_every_name_and_leader_is_found_in_its_own_time(actors: Actors) -> None:
    for row in (*actors.names, *actors.leaders):
        start, end = row.period.start, row.period.end
        years = {start.year if start else 1816, start.year + 1 if start else 1816, end.year if end else 2026}
        assert any(row.actor_id in actors.ambiguous(row.name, year) for year in years), row
