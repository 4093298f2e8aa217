"""Small claims, sources and knowledge for the tests of resolve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from flows.lexicon.actors import Actors, load_actors
from flows.lexicon.kinds import load_kinds
from flows.lexicon.tables import Actor, Leader, Name, Period, StateCodes
from flows.resolve import decisions, identity, reading, usable
from flows.resolve.claim_rows import Rows
from flows.resolve.fact_rows import Resolver
from flows.resolve.identity import Judge
from flows.resolve.known import Knowledge
from flows.resolve.links import Links
from flows.resolve.units import name_words
from flows.resolve.words import told
from schemas.claim import Amount, Claim, Quantity
from schemas.ids import make_id, sha256_text
from schemas.source import Source

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LEXICON = SEEDS / "lexicon"
JUDGE = Judge.of(SEEDS / "identity", name_words(load_actors(LEXICON).names))
MADE = ("claims", "claim_actors", "facts", "fact_actors", "disputes", "doubts", "decisions", "rejects")
DOLLARS = Amount(5e8, "USD")


def claim(sides: Any = "PAK>RUS", at: Any = 0, **changes: Any) -> Claim:
    """Return a claim of source `alpha`; `sides` "A B>C" are its parties, `at` is where it begins."""
    source, _, target = sides.partition(">")
    values: dict[str, Any] = {
        "source_id": "alpha",
        "coder": "hand",
        "coder_version": "v1",
        "kind": "visit",
        "source": tuple(source.split()),
        "target": tuple(target.split()),
        "others": (),
        "date": None,
        "status": "occurred",
        "phase": None,
        "amount": None,
        "quantity": None,
        "agents": (),
        "char_start": at,
        "char_end": at + 10,
        "quote_sha256": sha256_text("words"),
        "confidence": 1.0,
        **changes,
    }
    values.setdefault("date_basis", "coder" if values["date"] else None)
    values.setdefault("claim_id", make_id("c", *(repr(v) for v in values.values())))
    return Claim(**values)


def things(value: float, item: str = "helicopters") -> Quantity:
    return Quantity(value, item)


def source(source_id: str, **changes: Any) -> Source:
    """Return a registered source that `hand` and `local` may code."""
    values: dict[str, Any] = {
        "source_type": "article",
        "title": source_id.title(),
        "issued": "2018",
        "language": "en",
        "licence": "CC0-1.0",
        "may_quote": True,
        "file": f"{source_id}.txt",
        "text_sha256": sha256_text(source_id),
        "n_chars": 1000,
        "coders": ("hand", "local"),
        **changes,
    }
    return Source(source_id=source_id, **values)


ALPHA, BETA, GAMMA = source("alpha"), source("beta"), source("gamma")
BRIEF = source("brief-alpha", source_type="brief", derived_from="alpha")
SOURCES = (ALPHA, BETA, GAMMA, BRIEF)
ORDER = {s.source_id: n for n, s in enumerate(SOURCES)}
ROOTS = {"alpha": "alpha", "beta": "beta", "gamma": "gamma", "brief-alpha": "alpha"}


def knowledge(*sources: Source) -> Knowledge:
    """Return the lexicon of the seeds with these sources, or the four above."""
    return Knowledge(load_actors(LEXICON), load_kinds(LEXICON), sources or SOURCES, JUDGE)


def small_lexicon() -> Actors:
    """Return three actors: OLD ended in 1990, NEW began in 1947, EVER is without dates."""
    lives = {
        "OLD": Period(None, date(1990, 10, 2)),
        "NEW": Period(date(1947, 8, 14), None),
        "EVER": Period(None, None),
    }
    actors = {key: Actor(key, key.title(), "state", None, life, "made up") for key, life in lives.items()}
    names: tuple[Name, ...] = ()
    leaders: tuple[Leader, ...] = ()
    codes: dict[str, tuple[StateCodes, ...]] = {}
    return Actors(actors, names, leaders, codes)


def readings(claims: Iterable[Claim]) -> set[tuple[str, str]]:
    """Return the pairs of source and coder that the claims come from."""
    return {(c.source_id, c.coder) for c in claims}


def resolve(claims: Iterable[Claim], known: Knowledge) -> dict[str, Rows]:
    """Resolve claims where every coder that read a source found something."""
    kept = list(claims)
    return resolve_readings(kept, readings(kept), known)


def resolve_readings(claims: Iterable[Claim], read_by: set[tuple[str, str]], known: Knowledge) -> dict[str, Rows]:
    """Return the rows of the tables that rest on claims as the step makes them, but with all in memory at once."""
    by_reading: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for one in claims:
        by_reading[one.source_id, one.coder].append(one)
    order = usable.order((source_id for source_id, _ in by_reading), known.sources)
    best = usable.best_coders(read_by, known.sources)
    found = [reading.read(own, known, best) for own in by_reading.values()]
    decisions.refuse_gone(known.decisions, {c for one in found for c in one.decided.named})
    links = decisions.links(known.decisions, {c: kind for one in found for c, kind in one.supporting().items()})
    tables: dict[str, Rows] = {name: [] for name in MADE}
    for name in ("rows", "rejects"):
        told = {key: row for one in found for key, row in getattr(one.decided, name).items()}
        rows = [told[d.decision_id] for d in known.decisions if d.decision_id in told]
        tables["decisions" if name == "rows" else name] += rows
    for one in found:
        for name, made in reading.reading_rows(one, known):
            tables[name] += made
    dates = {claim_id: date for one in found for claim_id, date in one.reversed_dates.items()}
    add_facts(tables, identity_facts(found, order, links, known), Resolver(known, dates))
    return tables


def facts_of(claims: Iterable[Claim], source_order: dict[str, int], judge: Judge) -> list[list[Claim]]:
    """Return the claims grouped by the act they report, all at once, in the order of sources and text."""
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_source.setdefault(claim.source_id, []).append(claim)
    units = {s: identity.within_source(by_source[s], judge) for s in sorted(by_source, key=lambda s: source_order[s])}
    sources = {s: told(own) for s, own in units.items()}
    kinds = [identity.by_kind(own) for own in units.values()]
    found = [
        fact
        for kind in dict.fromkeys(kind for own in kinds for kind in own)
        for fact in identity.across_sources((own.get(kind, []) for own in kinds), sources, judge)
    ]
    place = {id(u): n for n, u in enumerate(u for own in units.values() for u in own)}
    return [[claim for u in fact for claim in u.claims] for fact in sorted(found, key=lambda fact: place[id(fact[0])])]


def identity_facts(
    found: Iterable[reading.Reading], order: dict[str, int], links: Links, known: Knowledge
) -> list[list[Claim]]:
    units = [u for one in found for u in one.units]
    return [g for _, g in links.placed(facts_of([c for u in units for c in u.claims], order, known.judge), order)]


def add_facts(tables: dict[str, Rows], groups: Iterable[list[Claim]], resolver: Resolver) -> None:
    fact_of = {}
    for group in groups:
        made = resolver.fact(group)
        fact_of |= {c.claim_id: made["facts"][0]["fact_id"] for c in group}
        for name, rows in made.items():
            tables[name] += rows
    for row in tables["claims"]:
        row |= {"fact_id": fact_of.get(row["claim_id"]), "is_preferred": row["claim_id"] in fact_of}
