"""That the lexicon is whole: the state systems, capitals, countries, organisations and offices it promises."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pycountry
import pytest

from flows.lexicon.actors import Actors, load_actors
from flows.lexicon.tables import Leader, StateCodes

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
OF_STATE_LISTS = ("ccode_cow", "gwcode")
# States of fewer than 250,000 people, which Gleditsch and Ward keep on a list of their own.
MICROSTATES = {54, 55, 56, 57, 58, 60, 221, 223, 232, 331, 396, 397, 403, 591}
MICROSTATES |= {935, 970, 971, 972, 973, 983, 986, 987, 990}


@pytest.fixture(scope="module")
def actors() -> Actors:
    return load_actors(SEEDS / "lexicon")


def rows(actors: Actors) -> list[StateCodes]:
    return [row for rows in actors.state_codes.values() for row in rows]


def spells(actors: Actors, scheme: str) -> list[tuple[int, date, date | None]]:
    """Return the memberships in a state list as it writes them: a code from its entry to its exit."""
    found: list[tuple[int, date, date | None]] = []
    coded = [(getattr(row, scheme), row.period.start, row.period.end) for row in rows(actors) if getattr(row, scheme)]
    for code, start, end in sorted(coded, key=lambda one: one[:2]):
        if found and found[-1][0] == code and found[-1][2] and start == found[-1][2] + timedelta(days=1):
            found[-1] = (code, found[-1][1], end)
        else:
            found.append((code, start, end))
    return found


# the state systems, by the totals that their authors and users publish


def test_the_correlates_of_war_list_is_whole(actors: Actors) -> None:
    assert len(spells(actors, "ccode_cow")) == 243
    years = {(r.ccode_cow, y) for r in rows(actors) if r.ccode_cow for y in range(1816, 2017) if r.period.touches(y)}
    assert len(years) == 15_951


def test_the_gleditsch_ward_list_is_whole(actors: Actors) -> None:
    found = spells(actors, "gwcode")
    assert len([code for code, _, _ in found if code not in MICROSTATES]) == 216
    assert {code for code, _, _ in found} >= MICROSTATES
    coded = [r for r in rows(actors) if r.gwcode and r.gwcode not in MICROSTATES]
    assert len({(r.gwcode, y) for r in coded for y in range(1816, 2021) if r.period.touches(y)}) == 18_289


@pytest.mark.parametrize(("year", "states"), [(1816, 23), (1950, 75), (1960, 107), (1991, 177), (2016, 195)])
def test_members_of_the_correlates_of_war_by_year(actors: Actors, year: int, states: int) -> None:
    assert len({r.ccode_cow for r in rows(actors) if r.ccode_cow and r.period.touches(year)}) == states


# actors and their names


def test_every_country_of_iso_is_an_actor_or_a_place_of_one(actors: Actors) -> None:
    places = (SEEDS / "lexicon" / "places.csv").read_text(encoding="utf-8")
    named = {line.split(",")[0] for line in places.splitlines()}
    uninhabited = {"ATA", "ATF", "BVT", "HMD", "SGS", "UMI"}
    # Left out of places.csv, since the bare name also is another's: New Jersey, Saint Martin's two halves.
    shared = {"JEY", "GGY", "MAF", "BLM", "SXM"}
    missing = []
    for country in pycountry.countries:
        names = {country.name, getattr(country, "common_name", ""), country.name.split(",")[0].split(" (")[0]}
        if country.alpha_3 not in actors.actors and not names & named:
            missing.append(country.alpha_3)
    assert set(missing) <= uninhabited | shared | {"BES", "SHN", "PCN", "SJM", "TCA", "VGB", "VIR", "CCK"}


def test_every_state_of_iso_3166_has_its_code(actors: Actors) -> None:
    coded = {a.iso3: a.actor_id for a in actors.actors.values() if a.iso3}
    assert all(code == actor for code, actor in coded.items())
    members = {a for a in actors.actors if (c := actors.codes(a, date(2016, 12, 31))) and c.ccode_cow}
    assert members - set(coded) == {"KOS"}, "ISO 3166-1 has no code for Kosovo"


def test_every_state_since_1816_has_a_capital(actors: Actors) -> None:
    with_capital = {n.actor_id for n in actors.names if n.name_type == "capital"}
    # The capitals of states that went into Germany and Italy are towns of those today, and would be misread.
    merged = {"BAD", "BAV", "HAN", "HSE", "HSG", "MEC", "MOD", "PMA", "SAX", "SIC", "TUS", "WRT"}
    unions = {"GCL", "UPC"}
    listed = {a.actor_id for a in actors.actors.values() if a.actor_type == "state" and "no state list" not in a.basis}
    assert listed - with_capital == merged | unions


def test_every_living_state_has_a_demonym(actors: Actors) -> None:
    named = {n.actor_id for n in actors.names if n.name_type == "demonym"}
    coded = {a.actor_id for a in actors.actors.values() if a.actor_type == "state" and a.iso3 and not a.period.end}
    assert coded - named == {"DMA"}, "Dominica's is the Dominican Republic's too"


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Kremlin", "RUS"),
        ("White House", "USA"),
        ("Foggy Bottom", "USA"),
        ("Whitehall", "GBR"),
        ("Downing Street", "GBR"),
        ("Quai d'Orsay", "FRA"),
        ("Zhongnanhai", "CHN"),
        ("Blue House", "KOR"),
        ("South Block", "IND"),
        ("Sublime Porte", "TUR"),
        ("Wilhelmstrasse", "DEU"),
        ("Itamaraty", "BRA"),
        ("Casa Rosada", "ARG"),
        ("Siam", "THA"),
        ("Abyssinia", "ETH"),
        ("Persia", "IRN"),
        ("Corea", "KOR"),
        ("Roumania", "ROU"),
        ("Servia", "SRB"),
        ("Thibet", "TBT"),
        ("Tokio", "JPN"),
        ("Peking", "CHN"),
    ],
)
def test_metonyms_and_old_spellings(actors: Actors, name: str, actor: str) -> None:
    assert actors.resolve(name) == actor


def test_organisations_have_a_founding_date_and_do_not_end_before_it(actors: Actors) -> None:
    organisations = [a for a in actors.actors.values() if a.actor_type == "igo"]
    assert len(organisations) >= 150
    assert [a.actor_id for a in organisations if a.period.start is None] == []
    assert {a.actor_id for a in organisations if a.period.end} >= {"LON", "CENTO", "SEATO", "WARSAWPACT", "COMECON"}


def test_every_actor_that_people_coded_in_the_sources_is_known(actors: Actors) -> None:
    coded = set()
    for file in (SEEDS / "codings").glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            claim = json.loads(line)
            coded |= {*claim["source"], *claim["target"], *claim["others"]}
    assert coded
    assert coded <= set(actors.actors)


# offices

BEGAN = {
    "DEU": date(1949, 9, 15),
    "IND": date(1947, 8, 15),
    "ISR": date(1948, 5, 14),
    "KOR": date(1948, 8, 15),
    "PAK": date(1947, 8, 14),
    "PRK": date(1948, 9, 9),
}
ENDED = {"AFG": date(2021, 8, 15)}  # since when the Taliban's own leaders govern
STATES = [
    "AFG",
    "CHN",
    "DEU",
    "EGY",
    "FRA",
    "GBR",
    "IND",
    "IRN",
    "ISR",
    "JPN",
    "KOR",
    "PAK",
    "PRK",
    "RUS",
    "SAU",
    "TUR",
    "USA",
]
HEADS = ("president", "prime minister", "king", "emperor", "head of", "leader", "premier", "ruler", "governor-general")


def heads(actors: Actors, state: str) -> list[Leader]:
    """Return who headed a state or its government: no deputies, and no kings beside a government."""
    named = [leader for leader in actors.leaders if leader.actor_id == state]
    deputies = ("vice ", "deputy ")
    words = (*HEADS, "sultan", "general secretary")
    return [p for p in named if any(w in p.office for w in words) and not p.office.startswith(deputies)]


@pytest.mark.parametrize("state", STATES)
def test_somebody_heads_the_state_at_every_time_since_1945(actors: Actors, state: str) -> None:
    day, end = BEGAN.get(state, date(1945, 9, 2)), ENDED.get(state, date(2025, 9, 1))
    terms = [p.period for p in heads(actors, state)]
    gaps = []
    while day < end:
        held = [t.end for t in terms if t.holds(day)]
        if not held:
            gaps.append(day)
            day += timedelta(days=30)
            continue
        day = end if None in held else max(e for e in held if e) + timedelta(days=1)
    assert [a for a, b in pairwise(gaps) if b - a == timedelta(days=30)] == [], "nobody for more than a month"


@pytest.mark.parametrize(
    ("state", "day", "name"),
    [
        ("USA", "1846-05-13", "James K. Polk"),
        ("AUH", "1815-06-09", "Klemens von Metternich"),
        ("GBR", "1815-06-09", "Lord Castlereagh"),
        ("FRA", "1778-02-06", "Comte de Vergennes"),
        ("TZA", "1979-01-20", "Julius Nyerere"),
        ("GBR", "1964-12-01", "Patrick Gordon Walker"),
        ("GBR", "1966-01-10", "Michael Stewart"),
        ("FRA", "1956-11-01", "Christian Pineau"),
        ("FRA", "1974-01-10", "Michel Jobert"),
        ("CHN", "1973-05-01", "Ji Pengfei"),
        ("DEU", "1963-01-22", "Gerhard Schröder"),
        ("JPN", "1972-09-29", "Masayoshi Ohira"),
        ("JPN", "1985-09-25", "Shintaro Abe"),
        ("IND", "1981-06-01", "P. V. Narasimha Rao"),
        ("PAK", "1994-06-01", "Aseff Ahmad Ali"),
        ("IRN", "1965-06-01", "Amir Abbas Hoveyda"),
        ("TUR", "1958-07-14", "Fatin Rüştü Zorlu"),
        ("ISR", "1957-03-01", "Golda Meir"),
        ("EGY", "1955-04-20", "Mahmoud Fawzi"),
        ("KOR", "2005-06-15", "Ban Ki-moon"),
        ("PRK", "2018-06-12", "Ri Yong-ho"),
        ("SAU", "2010-06-29", "King Abdullah"),
    ],
)
def test_who_held_an_office_on_a_day(actors: Actors, state: str, day: str, name: str) -> None:
    held = {p.name for p in actors.leaders if p.actor_id == state and p.period.holds(date.fromisoformat(day))}
    assert name in held


SINGLE = {
    ("USA", "president"),
    ("USA", "secretary of state"),
    ("GBR", "prime minister"),
    ("GBR", "foreign secretary"),
    ("IND", "prime minister"),
    ("ISR", "prime minister"),
}


@pytest.mark.parametrize(("state", "office"), sorted(SINGLE))
def test_an_office_for_one_has_one_holder_at_a_time(actors: Actors, state: str, office: str) -> None:
    exact = [p for p in actors.leaders if p.actor_id == state and p.office.split(",")[0] == office and p.to_the_day]
    for day in (date(1946, 1, 1) + timedelta(days=n) for n in range(0, 29_000, 7)):
        surnames = {(p.family or p.name.split()[-1]).replace("-", " ") for p in exact if p.period.holds(day)}
        # On the day, and in the weeks between an election in a party and in parliament, old and new may both stand.
        assert len(surnames) <= 1 or changes(exact, day), (day, surnames)


def changes(terms: list[Leader], day: date) -> bool:
    """Say whether a term begins or ends within a month of the day."""
    near = timedelta(days=31)
    return any(edge and abs(edge - day) <= near for p in terms for edge in (p.period.start, p.period.end))


def test_every_row_says_what_it_rests_on(actors: Actors) -> None:
    rows_ = (*actors.actors.values(), *actors.names, *actors.leaders, *rows(actors))
    assert [row for row in rows_ if not row.basis] == []
