"""Time, processor time and peak memory of resolve, validate, persist, gate and publish over made-up claims.

Run: python tests/benchmarks/scale.py CLAIMS [--folder FOLDER]   (such as 10000; FOLDER is kept, else a temporary one)
Each step runs in a process of its own, so that its peak memory, with that of processes it starts, is its own;
`nothing` is such a process without a step, and the libraries that a step imports count as its own. Last comes a bare
DuckDB COPY of the same rows to Parquet, and the ratio of each step to it in processor time, which other work on the
machine lengthens less than the time by clock.

What is made up: sources of 1,000 claims each, each about one state foremost; 200 actors of the lexicon, some told of
far more often than others; all kinds; dates of every precision over a century; a third of the claims tell an act that
another source told before, often less exactly; half of the sources are coded by people, with event keys.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from schemas.claim import Amount, Claim, Quantity, with_ids, write_claims
from schemas.ids import sha256_text
from schemas.vocabulary import KIND, SYMMETRIC_KINDS

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
PER_SOURCE = 1000
ACTORS = 200
_STEP = 250  # characters from one claim to the next
_REMEMBERED = 200_000  # acts that a later source may tell again
_FIRST, _DAYS = date(1920, 1, 1), 36_500
_STATUS = ("occurred",) * 14 + ("planned", "proposed", "alleged", "cancelled")
_PRECISION = {"day": 32, "month": 20, "year": 25, "decade": 3, "century": 1, "season": 2, "interval": 5, "open": 3}
_UNDATED = 9


@dataclass(frozen=True, slots=True)
class Act:
    """What happened, whatever sources tell of it."""

    number: int
    kind: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    day: date
    status: str
    amount: float | None
    quantity: Quantity | None
    agents: tuple[str, ...]
    words: tuple[str, ...]


class World:
    """Acts, and the claims that sources make of them; the same number of sources gives the same claims."""

    def __init__(self, actors: list[tuple[str, date, date]]) -> None:
        self._random = random.Random(1)
        self._actors = actors
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(actors))))
        self._kinds = list(KIND)
        self._kind_weights = list(accumulate(1 / (rank + 5) for rank in range(len(self._kinds))))
        self._vocabulary = [f"w{''.join(self._random.choices('aeioulmnrst', k=5))}" for _ in range(5000)]
        self._told: list[Act] = []
        self._number = 0

    def source(self, source_id: str, coder: str) -> list[Claim]:
        """Return the claims of one source."""
        home = self._pick()
        acts: list[Act] = []
        for _ in range(PER_SOURCE):
            draw = self._random.random()
            if draw < 0.08 and acts:
                acts.append(self._random.choice(acts[-50:]))
            elif draw < 0.33 and self._told:
                acts.append(self._random.choice(self._told))
            else:
                acts.append(self._act(home if self._random.random() < 0.5 else self._pick()))
        self._told += acts
        if len(self._told) > _REMEMBERED:
            self._told = self._random.sample(self._told, _REMEMBERED)
        return with_ids(self._claim(act, source_id, coder, n * _STEP) for n, act in enumerate(acts))

    def _pick(self) -> int:
        return self._random.choices(range(len(self._actors)), cum_weights=self._weights)[0]

    def _act(self, home: int) -> Act:
        chance = self._random
        partner = next(p for p in iter(self._pick, None) if p != home)
        pair = [self._actors[home], self._actors[partner]]
        chance.shuffle(pair)
        first = max(_FIRST, *(begun for _, begun, _ in pair))
        last = min(_FIRST + timedelta(_DAYS), *(ended for _, _, ended in pair))
        first = first if first < last else _FIRST
        day = first + timedelta(chance.randrange(max(1, (last - first).days)))
        kind = chance.choices(self._kinds, cum_weights=self._kind_weights)[0]
        self._number += 1
        return Act(
            number=self._number,
            kind=kind,
            source=(pair[0][0],),
            target=(pair[1][0],),
            day=day,
            status=chance.choice(_STATUS),
            amount=round(10 ** chance.uniform(5, 10), -5) if chance.random() < 0.1 else None,
            quantity=Quantity(float(chance.randrange(1, 500)), self._words(1)[0]) if chance.random() < 0.1 else None,
            agents=tuple(f"Envoy {word.title()}" for word in self._words(1)) if chance.random() < 0.3 else (),
            words=self._words(12),
        )

    def _words(self, number: int) -> tuple[str, ...]:
        return tuple(self._random.choices(self._vocabulary, k=number))

    def _claim(self, act: Act, source_id: str, coder: str, start: int) -> Claim:
        chance = self._random
        turned = act.kind in SYMMETRIC_KINDS and chance.random() < 0.5
        sides = (act.target, act.source) if turned else (act.source, act.target)
        others = (self._actors[self._pick()][0],) if chance.random() < 0.1 else ()
        quote = " ".join((*chance.sample(act.words, 6), *self._words(6)))
        edtf = None if chance.random() * 100 < _UNDATED else self._told_date(act.day)
        return Claim(
            source_id=source_id,
            coder=coder,
            coder_version=f"{coder}-1",
            kind=act.kind,
            source=sides[0],
            target=sides[1],
            others=tuple(a for a in others if a not in (*act.source, *act.target)),
            date=edtf,
            date_basis="explicit" if edtf else None,
            status=act.status if chance.random() < 0.9 else "occurred",
            phase=None,
            amount=Amount(act.amount, "USD") if act.amount and chance.random() < 0.7 else None,
            quantity=act.quantity if chance.random() < 0.7 else None,
            agents=act.agents if chance.random() < 0.7 else (),
            char_start=start,
            char_end=start + len(quote),
            quote_sha256=sha256_text(quote),
            confidence=round(chance.uniform(0.5, 1), 3),
            event_key=f"act-{act.number}" if coder == "hand" else None,
            quote=quote,
        )

    def _told_date(self, day: date) -> str:
        precision = self._random.choices(list(_PRECISION), weights=list(_PRECISION.values()))[0]
        later = day + timedelta(self._random.randrange(30, 900))
        about = "~" if self._random.random() < 0.04 else ""
        return {
            "day": day.isoformat(),
            "month": f"{day:%Y-%m}",
            "year": f"{day:%Y}{about}",
            "decade": f"{day:%Y}"[:3] + "X",
            "century": f"{day:%Y}"[:2] + "XX",
            "season": f"{day:%Y}-{21 + day.month % 4}",
            "interval": f"{day:%Y-%m}/{later:%Y-%m}",
            "open": f"{day:%Y-%m-%d}/..",
        }[precision]


def generate(folder: Path, number: int) -> None:
    """Write the seeds and a file of claims per source."""
    seeds = folder / "seeds"
    for name in ("lexicon", "identity", "model"):
        shutil.copytree(SEEDS / name, seeds / name)
    (seeds / "decisions").mkdir()
    for empty in ("decisions/README.md", "decisions/decisions.csv"):
        first = (SEEDS / empty).read_text(encoding="utf-8").splitlines()[0]
        (seeds / empty).write_text(first + "\n", encoding="utf-8")
    (folder / "claims").mkdir()
    world = World(_actors())
    entries = []
    for n in range(max(1, number // PER_SOURCE)):
        source_id, coder = f"source-{n:04}", ("hand", "local")[n % 2]
        write_claims(folder / "claims" / f"{source_id}.{coder}.jsonl", world.source(source_id, coder))
        entries.append(_entry(source_id, coder))
    (seeds / "sources.toml").write_text("\n".join(entries), encoding="utf-8")


def _actors() -> list[tuple[str, date, date]]:
    from flows.lexicon.actors import load_actors

    found = load_actors(SEEDS / "lexicon").actors.values()
    states = [a for a in found if a.actor_type == "state" and (a.period.end is None or a.period.end > _FIRST)]
    return [(a.actor_id, a.period.start or date.min, a.period.end or date.max) for a in states[:ACTORS]]


def _entry(source_id: str, coder: str) -> str:
    told = {
        "source_type": "article",
        "title": f"Made-up text {source_id}",
        "issued": "2020",
        "language": "en",
        "licence": "CC0-1.0",
        "may_quote": True,
        "file": f"{source_id}.txt",
        "text_sha256": sha256_text(source_id),
        "n_chars": (PER_SOURCE + 2) * _STEP,
        "coders": [coder],
    }
    return f"[{source_id}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in told.items())


def nothing(_: Path) -> None:
    """Show what a process takes before any step."""


def resolve(folder: Path) -> None:
    """Claims become rows."""
    from flows.resolve.step import resolve_claims

    files = {tuple(p.name.split(".")[:2]): p for p in sorted((folder / "claims").iterdir())}
    resolve_claims(files, [], folder / "seeds", folder / "resolved")


def validate(folder: Path) -> None:
    """Rows are held to their schemas."""
    from flows.validate.step import validate_tables

    validate_tables([folder / "resolved"], folder / "checked")


def persist(folder: Path) -> None:
    """Tables become a database."""
    from flows.persist.database import write

    write(folder / "candidate.duckdb", folder / "checked")


def gate(folder: Path) -> None:
    """The database is held to the suites; a failure ends the benchmark."""
    from flows.validate.gate import gate as hold
    from flows.validate.outcome import stopping

    if failures := stopping(hold(folder / "candidate.duckdb")):
        raise ValueError("; ".join(map(str, failures)))


def publish(folder: Path) -> None:
    """The database becomes a release, held to the data tests; one that fails ends the benchmark."""
    from dataclasses import asdict

    from flows.publish.inputs import describe
    from flows.publish.opened import opened
    from flows.publish.release import publish as write
    from flows.validate.data_tests import data_tests
    from flows.validate.outcome import stopping

    def checks(release: Path) -> list[dict[str, object]]:
        with opened(release) as tables:
            held = data_tests(tables, SEEDS.parent / "tests" / "data")
        if failures := stopping(held):
            raise ValueError("; ".join(map(str, failures)))
        return [asdict(one) for one in held]

    database = folder / "candidate.duckdb"
    shutil.rmtree(folder / "releases", ignore_errors=True)
    inputs = describe(database, folder / "seeds") | {"previous_version": None, "evaluation": {}}
    write(database, folder / "releases", inputs, date(2024, 5, 1), checks)


def bare(folder: Path) -> None:
    """Copy the rows as they lie in the database, with DuckDB alone."""
    import duckdb

    from schemas.tables import TABLES

    (folder / "bare").mkdir(exist_ok=True)
    with duckdb.connect(str(folder / "candidate.duckdb"), read_only=True) as connection:
        for name in TABLES:
            connection.execute(f"COPY {name} TO '{folder}/bare/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")


STEPS: dict[str, Callable[[Path], None]] = {
    step.__name__: step for step in (nothing, resolve, validate, persist, gate, publish, bare)
}


def measured(folder: Path, steps: list[str]) -> Iterator[tuple[str, float, float, float]]:
    """Yield name, seconds, seconds of all processors and peak MiB of each step, run in a process of its own."""
    for name in steps:
        done = subprocess.run(
            [sys.executable, __file__, "0", "--folder", str(folder), "--only", name],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        seconds, busy, peak = map(float, done.stdout.split()[-3:])
        yield name, seconds, busy, peak


def run(folder: Path, name: str) -> None:
    """Run one step in this process and print what `measured` yields of it."""
    start = time.perf_counter()
    with Peak() as peak:
        STEPS[name](folder)
    busy = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(time.perf_counter() - start, busy, peak.mib())


class Peak:
    """The most memory that this process and those that it starts hold together, looked at five times a second."""

    def __enter__(self) -> Peak:
        self._most = 0.0
        self._ended = threading.Event()
        self._looking = threading.Thread(target=self._look)
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._looking.join()

    def mib(self) -> float:
        """Return it; of this process alone every system knows it, of others Linux tells."""
        return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, self._most)

    def _look(self) -> None:
        while not self._ended.wait(0.2):
            with suppress(OSError, ValueError):  # a process may end just now
                self._most = max(self._most, sum(map(_held, _family(Path("/proc/self")))))


def _family(process: Path) -> Iterator[Path]:
    yield process
    for told in process.glob("task/*/children"):
        for child in told.read_text().split():
            yield from _family(Path("/proc") / child)


def _held(process: Path) -> float:
    return int((process / "statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def report(folder: Path, steps: list[str]) -> None:
    """Print a line per step as it ends, then the ratios to the bare copy."""
    sources = len(list((folder / "claims").iterdir()))
    print(f"{sources * PER_SOURCE} claims of {sources} sources", flush=True)
    found = {}
    for name, seconds, busy, peak in measured(folder, steps):
        found[name] = busy
        print(f"{name:10}{seconds:10.1f} s{busy:10.1f} s of processors{peak:10.0f} MiB", flush=True)
    if "bare" in found:
        ratios = ", ".join(f"{name} {found[name] / found['bare']:.0f}" for name in found if name not in _NO_RATIO)
        total = sum(seconds for name, seconds in found.items() if name not in _NO_RATIO)
        print(f"times the bare copy: {ratios}; all together {total / found['bare']:.0f}")


_NO_RATIO = ("nothing", "bare")


def main() -> None:
    """Read the command line; make the claims where the folder has none; measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("claims", type=int, help="how many claims to make up, in thousands of one source each")
    parser.add_argument("--folder", type=Path, help="where to keep what is made; what it holds is used again")
    parser.add_argument("--steps", nargs="+", default=list(STEPS), choices=list(STEPS), help="steps to run")
    parser.add_argument("--only", choices=list(STEPS), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only:
        run(args.folder, args.only)
        return
    with tempfile.TemporaryDirectory() as aside:
        folder = args.folder or Path(aside)
        if not (folder / "claims").is_dir():
            start = time.perf_counter()
            generate(folder, args.claims)
            print(f"{'(made up)':10}{time.perf_counter() - start:10.1f} s", flush=True)
        report(folder, args.steps)


if __name__ == "__main__":
    main()
