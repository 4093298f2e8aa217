"""The dated crosswalk: hard cases by name, each from the CoW state system 2016 or the Gleditsch-Ward list."""

from datetime import date
from pathlib import Path

import pycountry
import pytest

from flows.lexicon.actors import Actors, load_actors

FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"


@pytest.fixture(scope="module")
def actors() -> Actors:
    return load_actors(FOLDER)


@pytest.mark.parametrize(
    ("actor", "day", "iso3", "cow", "gw"),
    [
        pytest.param("RUS", "1965-04-03", "SUN", 365, 365, id="the Soviet Union bears Russia's numbers"),
        pytest.param("RUS", "1900-01-01", "RUS", 365, 365, id="the Russian Empire"),
        pytest.param("RUS", "1991-12-26", "RUS", 365, 365, id="the Russian Federation from its first day"),
        pytest.param("DEU", "1914-08-01", "DEU", 255, 255, id="imperial Germany"),
        pytest.param("DEU", "1952-01-01", "DEU", None, 260, id="West Germany before CoW admits it"),
        pytest.param("DEU", "1972-12-21", "DEU", 260, 260, id="West Germany"),
        pytest.param("DEU", "1990-10-03", "DEU", 255, 260, id="united Germany: CoW returns to 255, GW stays at 260"),
        pytest.param("DDR", "1972-12-21", "DDR", 265, 265, id="East Germany"),
        pytest.param("YEM", "1990-05-21", "YEM", 678, 678, id="North Yemen on its last day"),
        pytest.param("YEM", "1990-05-22", "YEM", 679, 678, id="united Yemen: CoW 679, GW stays at 678"),
        pytest.param("YMD", "1980-01-01", "YMD", 680, 680, id="South Yemen"),
        pytest.param("VNM", "1968-01-31", "VDR", 816, 816, id="North Vietnam"),
        pytest.param("RVN", "1968-01-31", None, 817, 817, id="South Vietnam"),
        pytest.param("VNM", "1995-07-11", "VNM", 816, 816, id="united Vietnam keeps the North's number"),
        pytest.param("PAK", "1971-12-15", "PAK", 770, 770, id="Pakistan before the secession"),
        pytest.param("BGD", "1971-12-16", "BGD", 771, 771, id="Bangladesh"),
        pytest.param("SRB", "1914-07-28", "SRB", 345, 340, id="the Kingdom of Serbia"),
        pytest.param("YUG", "1948-06-28", "YUG", 345, 345, id="Yugoslavia"),
        pytest.param("SCG", "2005-01-01", "SCG", 345, 345, id="Serbia and Montenegro"),
        pytest.param("SRB", "2006-06-05", "SRB", 345, 340, id="Serbia again: CoW keeps 345, GW returns to 340"),
        pytest.param("KOR", "1895-01-01", "KOR", 730, 730, id="Korea before the annexation"),
        pytest.param("KOR", "1965-06-22", "KOR", 732, 732, id="South Korea"),
        pytest.param("PRK", "1965-06-22", "PRK", 731, 731, id="North Korea"),
        pytest.param("CHN", "1971-10-25", "CHN", 710, 710, id="China"),
        pytest.param("TWN", "1954-12-02", "TWN", 713, 713, id="Taiwan"),
        pytest.param("AUH", "1914-07-28", None, 300, 300, id="Austria-Hungary"),
        pytest.param("AUT", "1938-03-12", "AUT", 305, 305, id="Austria before the Anschluss"),
        pytest.param("AUT", "1940-01-01", "AUT", None, 305, id="occupied Austria is in GW only"),
        pytest.param("TUR", "1900-01-01", "TUR", 640, 640, id="the Ottoman Empire"),
        pytest.param("ITA", "1855-01-01", "ITA", 325, 325, id="Sardinia"),
        pytest.param("CSK", "1968-08-21", "CSK", 315, 315, id="Czechoslovakia"),
        pytest.param("CZE", "1993-01-01", "CZE", 316, 316, id="the Czech Republic"),
        pytest.param("SVK", "1993-01-01", "SVK", 317, 317, id="Slovakia"),
        pytest.param("FRA", "1943-06-01", "FRA", None, 220, id="occupied France is in GW only"),
        pytest.param("COD", "1975-11-11", "ZAR", 490, 490, id="Zaire"),
    ],
)
def test_codes_at_a_date(
    actors: Actors, actor: str, day: str, iso3: str | None, cow: int | None, gw: int | None
) -> None:
    codes = actors.codes(actor, date.fromisoformat(day))
    assert codes is not None
    assert (codes.iso3, codes.ccode_cow, codes.gwcode) == (iso3, cow, gw)


@pytest.mark.parametrize(
    ("actor", "day"),
    [("PAK", "1941-01-01"), ("BGD", "1971-12-15"), ("CSK", "1993-01-01"), ("RVN", "1975-05-01"), ("UN", "1990-01-01")],
)
def test_no_codes_outside_the_state_system(actors: Actors, actor: str, day: str) -> None:
    assert actors.codes(actor, date.fromisoformat(day)) is None


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("PAK", ("PAK", 770, 770)),
        ("RUS", ("RUS", 365, 365)),
        ("DEU", ("DEU", None, None)),
        ("YEM", ("YEM", None, 678)),
        ("AUT", ("AUT", 305, 305)),
    ],
)
def test_numbers_without_a_day_are_those_of_all_times(
    actors: Actors, actor: str, expected: tuple[str | None, int | None, int | None]
) -> None:
    codes = actors.codes(actor, None)
    assert codes is not None
    assert (codes.iso3, codes.ccode_cow, codes.gwcode) == expected


def test_no_number_is_borne_by_two_actors_on_a_day(actors: Actors) -> None:
    rows = [row for rows in actors.state_codes.values() for row in rows]
    for scheme in ("ccode_cow", "gwcode"):
        bearers: dict[int, list[tuple[str, object]]] = {}
        for row in rows:
            number = getattr(row, scheme)
            if number is None:
                continue
            for other, period in bearers.get(number, []):
                assert other == row.actor_id or not row.period.overlaps(period), (scheme, number, other, row)
            bearers.setdefault(number, []).append((row.actor_id, row.period))


def test_every_state_system_number_is_there(actors: Actors) -> None:
    rows = [row for rows in actors.state_codes.values() for row in rows]
    assert len({row.ccode_cow for row in rows if row.ccode_cow}) == 217
    assert len({row.gwcode for row in rows if row.gwcode}) == 225


def test_iso_codes_are_iso_codes(actors: Actors) -> None:
    known = {c.alpha_3 for c in pycountry.countries} | {c.alpha_3 for c in pycountry.historic_countries}
    given = {row.iso3 for rows in actors.state_codes.values() for row in rows if row.iso3}
    assert given <= known
    assert {a.iso3 for a in actors.actors.values() if a.iso3} <= known


def test_every_united_nations_member_is_a_state(actors: Actors) -> None:
    today = date(2016, 12, 31)
    states = {a for a in actors.actors if (c := actors.codes(a, today)) is not None and c.ccode_cow}
    assert len(states) == 195  # 193 members of the United Nations, Taiwan and Kosovo
    assert {"TWN", "KOS"} <= states
