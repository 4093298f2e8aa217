"""How the tables join with other datasets: by which of their columns and which of ours, and what to mind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Join:
    """A way to another dataset: its key columns, ours as "table.column", and what to mind."""

    dataset: str
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    advice: str


_BY_YEAR = ("dyad_years.source_actor", "dyad_years.target_actor", "dyad_years.year")

JOINS = (
    Join(
        "Correlates of War (CoW)",
        ("ccode1", "ccode2", "year"),
        ("state_codes.ccode_cow", *_BY_YEAR),
        "Codes by state and year with the query below. Most CoW dyads are undirected or list each direction: look "
        "before you sum.",
    ),
    Join(
        "Gleditsch and Ward (GW), and UCDP, which uses their codes",
        ("gwno (also gwcode, gwno_a, gwno_b)", "year"),
        ("state_codes.gwcode", *_BY_YEAR),
        "CoW and GW part ways over Germany, Yemen, Serbia and others: never translate one into the other without "
        "the year.",
    ),
    Join(
        "V-Dem",
        ("COWcode", "year"),
        ("state_codes.ccode_cow", *_BY_YEAR),
        "One row a country and year: join once for each side. country_text_id looks like ISO 3166 and differs for "
        "past states.",
    ),
    Join(
        "COLT (travel of leaders)",
        ("LeaderCountryISO", "CountryVisitedISO", "TripYear"),
        ("fact_actors.iso3", "fact_actors.role", "facts.date_start", "facts.kind"),
        "Take facts of kind visit with status occurred: source travels to target. COLT counts trips of leaders, we "
        "count visits of any official that a source tells of.",
    ),
    Join(
        "SIPRI Arms Transfers",
        ("supplier", "recipient", "year of order", "years of delivery"),
        ("fact_actors.actor_id", "actor_names.actor_name", "facts.date_start", "facts.kind"),
        "SIPRI has names and no codes: match its names with actor_names of the types short, official and variant, "
        "and look at what finds no match. Facts of kind arms_transfer: planned is near to its order, occurred to its "
        "delivery.",
    ),
    Join(
        "AidData (Global Chinese Development Finance)",
        ("Recipient ISO-3", "Commitment Year"),
        ("fact_actors.iso3", "fact_actors.role", "facts.date_start", "facts.kind"),
        "The donor is China (CHN) throughout. Facts of the kinds aid and investment with CHN as source; AidData "
        "leaves pledged and cancelled projects out of its aggregates, so look at facts.status.",
    ),
)
"""The datasets that the codebook tells how to join with."""

STATE_YEAR_CODES = """\
SELECT d.source_actor, d.target_actor, d.year, d.n_facts,
       s.ccode_cow AS ccode1, t.ccode_cow AS ccode2, s.gwcode AS gwcode1, t.gwcode AS gwcode2
FROM dyad_years d
JOIN state_codes s ON s.actor_id = d.source_actor
 AND make_date(d.year, 12, 31) BETWEEN s.valid_from AND coalesce(s.valid_to, DATE '9999-12-31')
JOIN state_codes t ON t.actor_id = d.target_actor
 AND make_date(d.year, 12, 31) BETWEEN t.valid_from AND coalesce(t.valid_to, DATE '9999-12-31')
ORDER BY ALL"""
"""A query that gives dyad-years the codes of both states, as they hold on the year's last day."""
