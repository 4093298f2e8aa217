"""Actors at the date of a fact, through resolve: the codes that hold, and what is told where none does."""

from __future__ import annotations

import pytest

from .factories import claim, knowledge, resolve

KNOWN = knowledge()
Codes = tuple[str | None, int | None, int | None]


def party(actor: str, when: str | None) -> tuple[Codes, str | None]:
    """Return the codes of an actor in a fact of that date, and the fact's flags."""
    tables = resolve([claim(f"{actor}>CHE", date=when)], KNOWN)
    (row,) = [r for r in tables["fact_actors"] if r["actor_id"] == actor]
    return (row["iso3"], row["ccode_cow"], row["gwcode"]), tables["facts"][0]["flags"]


@pytest.mark.parametrize(
    ("actor", "when", "expected"),
    [
        pytest.param("RUS", "1905-09-05", ("RUS", 365, 365), id="Russian Empire"),
        pytest.param("RUS", "1941-06-22", ("SUN", 365, 365), id="Soviet Union"),
        pytest.param("RUS", "1991-12-25", ("SUN", 365, 365), id="Soviet Union on its last day"),
        pytest.param("RUS", "1991-12-26", ("RUS", 365, 365), id="Russian Federation from its first day"),
        pytest.param("DEU", "1938-09-30", ("DEU", 255, 255), id="Germany before 1945"),
        pytest.param("DEU", "1970-08-12", ("DEU", 260, 260), id="West Germany"),
        pytest.param("DDR", "1970-03-19", ("DDR", 265, 265), id="East Germany"),
        pytest.param("DEU", "1995", ("DEU", 255, 260), id="united Germany"),
        pytest.param("AUH", "1908-10-06", (None, 300, 300), id="Austria-Hungary"),
        pytest.param("AUT", "1920", ("AUT", 305, 305), id="Austria"),
        pytest.param("HUN", "1956-10-23", ("HUN", 310, 310), id="Hungary"),
        pytest.param("SRB", "1914-07-28", ("SRB", 345, 340), id="Kingdom of Serbia"),
        pytest.param("YUG", "1995-11-21", ("YUG", 345, 345), id="Yugoslavia"),
        pytest.param("SCG", "2004", ("SCG", 345, 345), id="Serbia and Montenegro"),
        pytest.param("SRB", "2007", ("SRB", 345, 340), id="Serbia"),
        pytest.param("CSK", "1968-08-21", ("CSK", 315, 315), id="Czechoslovakia"),
        pytest.param("CZE", "1999-03-12", ("CZE", 316, 316), id="Czech Republic"),
        pytest.param("SVK", "2004", ("SVK", 317, 317), id="Slovakia"),
        pytest.param("YEM", "1975", ("YEM", 678, 678), id="North Yemen"),
        pytest.param("YMD", "1975", ("YMD", 680, 680), id="South Yemen"),
        pytest.param("YEM", "1995", ("YEM", 679, 678), id="Yemen"),
        pytest.param("VNM", "1968-01-30", ("VDR", 816, 816), id="North Vietnam"),
        pytest.param("RVN", "1968-01-30", (None, 817, 817), id="South Vietnam"),
        pytest.param("VNM", "1995-07-11", ("VNM", 816, 816), id="Vietnam"),
        pytest.param("PAK", "1965-09-06", ("PAK", 770, 770), id="Pakistan with its East"),
        pytest.param("PAK", "1972-07-02", ("PAK", 770, 770), id="Pakistan without its East"),
        pytest.param("BGD", "1972-03-19", ("BGD", 771, 771), id="Bangladesh"),
        pytest.param("KOR", "1895", ("KOR", 730, 730), id="Korea"),
        pytest.param("KOR", "1951", ("KOR", 732, 732), id="South Korea"),
        pytest.param("PRK", "1951", ("PRK", 731, 731), id="North Korea"),
        pytest.param("CHN", "1937-07-07", ("CHN", 710, 710), id="China under Nanjing"),
        pytest.param("CHN", "1955-04-18", ("CHN", 710, 710), id="People's Republic"),
        pytest.param("TWN", "1955-03-03", ("TWN", 713, 713), id="Republic of China on Taiwan"),
        pytest.param("TUR", "1878-07-13", ("TUR", 640, 640), id="Ottoman Empire"),
        pytest.param("TUR", "1952-02-18", ("TUR", 640, 640), id="Turkey"),
        pytest.param("COD", "1980", ("ZAR", 490, 490), id="Zaire"),
        pytest.param("MMR", "1954", ("BUR", 775, 775), id="Burma"),
        pytest.param("ZWE", "1970", ("RHO", 552, 552), id="Rhodesia"),
        pytest.param("MMR", "1855", ("MMR", None, 775), id="Burma before it lost its independence"),
        pytest.param("DDR", "1949-10-06", ("DDR", None, 265), id="East Germany on a list before its first day"),
        pytest.param("FRA", "1943-06-01", ("FRA", None, 220), id="occupied France: on one list only"),
        pytest.param("JPN", "1951-09-08", ("JPN", None, 740), id="occupied Japan: on one list only"),
    ],
)
def test_codes_at_the_date_of_the_fact(actor: str, when: str, expected: Codes) -> None:
    assert party(actor, when) == (expected, None)


@pytest.mark.parametrize("when", ["1947", "194X", "../1950", "1940/1949"])
def test_a_state_that_begins_within_the_date_has_its_codes(when: str) -> None:
    assert party("PAK", when)[0] == ("PAK", 770, 770)


@pytest.mark.parametrize(
    ("actor", "when", "expected"),
    [
        ("CSK", "19XX", ("CSK", 315, None)),
        ("SCG", "200X", ("SCG", 345, 345)),
        ("BTN", "1942-10-31/..", ("BTN", None, 760)),
        ("BTN", "1942-10-31/1943", (None, None, None)),
    ],
)
def test_a_state_that_begins_and_ends_between_the_first_day_and_the_last_has_its_first_codes(
    actor: str, when: str, expected: Codes
) -> None:
    assert party(actor, when)[0] == expected


@pytest.mark.parametrize(
    ("actor", "when"),
    [("KOR", "1925"), ("SRB", "1950"), ("EST", "1970"), ("DEU", "1947-06-05"), ("VNM", "1930"), ("MAR", "1930")],
)
def test_a_state_that_was_in_neither_list_has_no_codes_and_a_doubt_says_so(actor: str, when: str) -> None:
    assert party(actor, when) == ((None, None, None), f"outside_state_lists:{actor}")


@pytest.mark.parametrize(
    ("actor", "when", "flag"),
    [
        ("TUN", "1900", "before_actor"),
        ("PAK", "1941", "before_actor"),
        ("BGD", "1960", "before_actor"),
        ("CSK", "1995", "after_actor"),
    ],
)
def test_a_state_before_or_after_its_life_is_told_once(actor: str, when: str, flag: str) -> None:
    assert party(actor, when) == ((None, None, None), f"{flag}:{actor}")


@pytest.mark.parametrize("when", [None, "XXXX-12"])
def test_without_a_year_only_numbers_that_never_changed_are_given(when: str | None) -> None:
    assert party("PAK", when)[0] == ("PAK", 770, 770)
    assert party("RUS", when)[0] == ("RUS", 365, 365)
    assert party("DEU", when)[0] == ("DEU", None, None)
    assert party("YUG", when)[0] == ("YUG", 345, 345)


def test_organisations_and_groups_have_no_codes_and_no_doubt() -> None:
    assert party("UN", "1950") == ((None, None, None), None)
    assert party("TALIBAN", "2001") == ((None, None, None), None)
