"""Dyad-years joined to the dated codes: on hard cases no row is lost, doubled or given another state's code."""

from __future__ import annotations

import duckdb
import pytest

from flows.resolve.dyads import dyad_years
from flows.resolve.reference import reference_rows
from schemas.models import frame

from .factories import claim, knowledge, resolve

KNOWN = knowledge()
# Pairs of states and a day, with the codes that the Correlates of War and Gleditsch and Ward give them then.
CASES = {
    ("DEU", "RUS", "1939-08-23"): ((255, 365), (255, 365)),
    ("DEU", "RUS", "1970-08-12"): ((260, 365), (260, 365)),
    ("DEU", "RUS", "1995-05-09"): ((255, 365), (260, 365)),
    ("DDR", "POL", "1970-12-07"): ((265, 290), (265, 290)),
    ("AUH", "SRB", "1914-07-28"): ((300, 345), (300, 340)),
    ("YUG", "HRV", "1995-08-04"): ((345, 344), (345, 344)),
    ("SRB", "MNE", "2007-03-01"): ((345, 341), (340, 341)),
    ("YEM", "YMD", "1979-02-24"): ((678, 680), (678, 680)),
    ("YEM", "SAU", "1995-02-26"): ((679, 670), (678, 670)),
    ("VNM", "RVN", "1968-01-30"): ((816, 817), (816, 817)),
    ("PAK", "BGD", "1974-02-22"): ((770, 771), (770, 771)),
    ("KOR", "PRK", "1972-07-04"): ((732, 731), (732, 731)),
    ("CHN", "TWN", "1958-08-23"): ((710, 713), (710, 713)),
    ("TUR", "GRC", "1897-04-18"): ((640, 350), (640, 350)),
    ("CSK", "RUS", "1968-08-21"): ((315, 365), (315, 365)),
    ("CZE", "SVK", "1999-01-01"): ((316, 317), (316, 317)),
    ("FRA", "JPN", "1951-09-08"): ((220, None), (220, 740)),
}


@pytest.fixture(scope="module")
def base() -> duckdb.DuckDBPyConnection:
    acts = [
        claim(f"{a}>{b}", date=day, at=20 * n, event_key=f"act-{a}-{b}-{day}") for n, (a, b, day) in enumerate(CASES)
    ]
    tables = resolve(acts, KNOWN)
    connection = duckdb.connect()
    facts, parties = frame("facts", tables["facts"]), frame("fact_actors", tables["fact_actors"])
    frames = {
        "facts": facts,
        "fact_actors": parties,
        "dyad_years": dyad_years(facts, parties),
        "state_codes": frame("state_codes", reference_rows(KNOWN)["state_codes"]),
    }
    for name, data in frames.items():
        connection.register(f"{name}_rows", data)
        connection.execute(f"CREATE TABLE {name} AS FROM {name}_rows")
    return connection


def test_facts_bear_the_codes_of_their_day(base: duckdb.DuckDBPyConnection) -> None:
    found = base.execute("""
        SELECT s.actor_id, t.actor_id, f.date_start::VARCHAR, s.ccode_cow, t.ccode_cow, s.gwcode, t.gwcode FROM facts f
        JOIN fact_actors s ON s.fact_id = f.fact_id AND s.role = 'source'
        JOIN fact_actors t ON t.fact_id = f.fact_id AND t.role = 'target'""").fetchall()
    assert {(a, b, day): ((c, d), (g, h)) for a, b, day, c, d, g, h in found} == CASES


def test_dyad_years_join_by_code_and_year_without_loss(base: duckdb.DuckDBPyConnection) -> None:
    """As a user of the lists would: the codes of a year are those of its last day on which the state was listed."""
    query = """
        WITH years AS (
          SELECT s.*, y.year FROM state_codes s, (SELECT unnest(range(1816, 2026)) AS year) y
          WHERE year(valid_from) <= y.year AND (valid_to IS NULL OR year(valid_to) >= y.year)
          QUALIFY row_number() OVER (PARTITION BY actor_id, y.year ORDER BY valid_from DESC) = 1)
        SELECT d.source_actor, d.target_actor, d.year, s.ccode_cow, t.ccode_cow, s.gwcode, t.gwcode FROM dyad_years d
        LEFT JOIN years s ON s.actor_id = d.source_actor AND s.year = d.year
        LEFT JOIN years t ON t.actor_id = d.target_actor AND t.year = d.year"""
    found = {(a, b, year): ((c, d), (g, h)) for a, b, year, c, d, g, h in base.execute(query).fetchall()}
    assert found == {(a, b, int(day[:4])): codes for (a, b, day), codes in CASES.items()}
    assert base.execute(f"SELECT count(*) FROM ({query})").fetchall() == [(len(CASES),)]


def test_a_code_and_a_year_lead_back_to_one_actor(base: duckdb.DuckDBPyConnection) -> None:
    """No code is borne by two states on one day, so that data keyed by code finds its way back."""
    for code in ("ccode_cow", "gwcode"):
        doubled = base.execute(f"""
            SELECT a.{code}, a.actor_id, b.actor_id FROM state_codes a JOIN state_codes b
            ON a.{code} = b.{code} AND a.actor_id < b.actor_id
            AND a.valid_from <= coalesce(b.valid_to, DATE '9999-12-31')
            AND b.valid_from <= coalesce(a.valid_to, DATE '9999-12-31')""").fetchall()
        assert doubled == []
