"""Rows of a made-up world of any size, for what must hold or be fast with many facts: always the same for a size."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from factories import Row, Rows, good_row

from schemas.ids import make_id, sha256_text
from schemas.vocabulary import KIND, STATUS, SYMMETRIC_KINDS

_SYLLABLES = ("an", "bel", "cor", "dra", "el", "fin", "gor", "hal", "is", "jun", "kar", "lom", "mir", "nor", "os")
_WORDS = ("envoy", "harbour", "loan", "treaty", "border", "railway", "talks", "council", "wheat", "pipeline", "fleet")
_CONFLICT = ("opposition", "threat", "sanction", "armed_conflict", "proxy_support")
_FIRST_YEAR, _LAST_YEAR = 1900, 2020
_SOURCES = 40


def synthetic(n_facts: int, n_actors: int = 80) -> Rows:
    """Return rows of tables that fit together: about 1.5 claims a fact, every third fact coded by a machine."""
    chance = random.Random(n_facts)
    actors = [_actor(i) for i in range(n_actors)]
    made: Rows = {
        "sources": [_source(i) for i in range(_SOURCES)],
        "actors": actors,
        "kinds": [good_row("kinds", kind=k, label=_label(k), is_symmetric=k in SYMMETRIC_KINDS) for k in KIND],
        **{name: [] for name in ("facts", "fact_actors", "claims", "disputes", "doubts")},
    }
    for i in range(n_facts):
        for table, row in _fact(i, [a["actor_id"] for a in actors], chance):
            made[table].append(row)
    return made


def _label(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _actor(i: int) -> Row:
    letters = "".join(chr(65 + i // 26**place % 26) for place in (2, 1, 0))
    name = _SYLLABLES[i % 15] + _SYLLABLES[i // 15 % 15] + "ia"
    return good_row(
        "actors", actor_id=letters, actor_name=name.capitalize(), iso3=letters, valid_from=None, valid_to=None
    )


def _source(i: int) -> Row:
    source_id = f"source-{i:02}"
    about = {"title": f"Document {i}", "issued": "2021", "may_quote": i % 2 == 0, "derived_from": None, "doi": None}
    return good_row("sources", source_id=source_id, text_sha256=sha256_text(source_id), n_chars=10**6, **about)


def _date(chance: random.Random) -> Row:
    """Return a day, a month, a year, a span of years or no date."""
    year = int(chance.triangular(_FIRST_YEAR, _LAST_YEAR, _LAST_YEAR - 10))
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    how = chance.random()
    if how < 0.3:
        return dict.fromkeys(("date_edtf", "date_start", "date_end", "date_precision", "date_basis"))
    if how < 0.6:
        edtf, precision = str(year), "year"
    elif how < 0.95:
        start = end = dt.date(year, chance.randint(1, 12), chance.randint(1, 28))
        edtf, precision = start.isoformat(), "day"
    else:
        end = dt.date(year + 4, 12, 31)
        edtf, precision = f"{year}/{year + 4}", "interval"
    given = {"date_edtf": edtf, "date_precision": precision, "date_basis": "explicit"}
    return {**given, "date_start": start, "date_end": end}


def _fact(i: int, actors: list[str], chance: random.Random) -> Iterator[tuple[str, Row]]:
    fact_id = make_id("f", "synthetic", i)
    kind = chance.choice(tuple(KIND))
    status = chance.choices(tuple(STATUS), weights=(12, 3, 3, 1, 1))[0]
    machine, disputed = i % 3 == 0, i % 40 == 0
    one = int(abs(chance.gauss(0, len(actors) / 4))) % len(actors)
    parties = dict(zip(("source", "target", "other"), chance.sample(actors, 3), strict=True)) | {"source": actors[one]}
    if parties["source"] in (parties["target"], parties["other"]):
        parties = dict(zip(("source", "target", "other"), chance.sample(actors, 3), strict=True))
    if chance.random() < 0.8:
        del parties["other"]
    sums = {
        "amount_value": float(chance.randint(1, 900) * 10**6) if kind in ("aid", "trade", "investment") else None,
        "amount_currency": "USD" if kind in ("aid", "trade", "investment") else None,
        **dict.fromkeys(("quantity_value", "quantity_item")),
    }
    shared = {"kind": kind, "status": status, "phase": None, **_date(chance), **sums}
    n_claims = 2 if disputed else chance.choices((1, 2, 3), weights=(6, 3, 1))[0]
    quad = f"{chance.choice(('verbal', 'material'))}_{'conflict' if kind in _CONFLICT else 'cooperation'}"
    flags = "machine_coded" if machine else None
    counts = {"n_claims": n_claims, "n_sources": min(n_claims, 2), "is_disputed": disputed, "is_anachronistic": False}
    yield "facts", good_row("facts", fact_id=fact_id, quad_class=quad, flags=flags, **shared, **counts)
    for role, actor in parties.items():
        codes = {"iso3": actor, "ccode_cow": None, "gwcode": None}
        yield "fact_actors", {"fact_id": fact_id, "role": role, "actor_id": actor, **codes}
    for number in range(n_claims):
        yield "claims", _claim(fact_id, i + number, machine, shared, chance)
    if machine:
        about = dict.fromkeys(("claim_id", "actor_id", "source_id", "char_start", "char_end"))
        reason = {"flag": "machine_coded", "reason": "no person coded any of its claims"}
        yield "doubts", good_row("doubts", doubt_id=make_id("q", "synthetic", i), fact_id=fact_id, **reason, **about)
    if disputed:
        for value, chosen in ((status, True), ("alleged" if status == "occurred" else "occurred", False)):
            told = {"attribute": "status", "value": value, "source_ids": "source-00", "n_claims": 1, "n_sources": 1}
            rule = {"is_chosen": chosen, "chosen_by": "order" if chosen else None}
            yield "disputes", {"fact_id": fact_id, **told, **rule}


def _claim(fact_id: str, number: int, machine: bool, shared: Row, chance: random.Random) -> Row:
    start = chance.randint(0, 990_000)
    quoted = number % 2 == 0
    words = " ".join(chance.choices(_WORDS, k=15)) if quoted else None
    place = {"char_start": start, "char_end": start + 90, "section": f"Part {chance.randint(1, 9)}", "page": None}
    by = {"coder": "local" if machine else "hand", "coder_version": "1", "is_preferred": True, "confidence": 0.7}
    about = {"agents": None, "asserted_by": None, "quote": words, "quote_sha256": sha256_text(f"{fact_id} {start}")}
    source = f"source-{number % _SOURCES:02}"
    claim_id = make_id("c", fact_id, number)
    return good_row("claims", claim_id=claim_id, source_id=source, fact_id=fact_id, **by, **place, **about, **shared)
