"""The main job as a Prefect flow: a task per step and source over the plain functions of the step folders."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from prefect import Flow, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner
from rich.console import Console
from rich.progress import Progress

from flows import summary
from flows.assess import LLM, evaluation
from flows.extract.llm import LlmCoder
from flows.extract.step import Reading, extract_source
from flows.llm import Display, is_named, named
from flows.parse.step import parse_source
from flows.persist.database import replace, write
from flows.publish.inputs import describe
from flows.publish.opened import opened
from flows.publish.release import Release, newest, publish, unchanged
from flows.resolve.step import resolve_claims
from flows.settings import Settings, load_settings
from flows.validate.bounds import within_bounds
from flows.validate.data_tests import data_tests
from flows.validate.gate import gate
from flows.validate.outcome import Outcome, stopping, warnings
from flows.validate.step import validate_tables
from schemas.seed_table import check_tables
from schemas.source import Source, read_sources

_MOST_REASONS = 5
Readings = dict[tuple[str, str], Path]
"""The file of claims for each pair of source and coder that was read."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: row counts, the release it stands for (None if none was asked for), what to look at."""

    counts: dict[str, int]
    release: Release | None
    warnings: tuple[str, ...] = ()


def _from_outside(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Say whether a task failed for something outside, such as a network drive; a bad text stays bad."""
    try:
        state.result()
    except OSError:
        return True
    except Exception:
        return False
    return False


@task(retries=2, retry_delay_seconds=5, retry_condition_fn=_from_outside, task_run_name="parse-{source.source_id}")
def parse(source: Source, settings: Settings) -> Path | None:
    """Parse a source's text, where it is at hand."""
    file = settings.text_of(source.file)
    return parse_source(source, file, settings.work) if file else None


@task(
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=_from_outside,
    task_run_name="extract-{source.source_id}-{coder}",
    cache_policy=NO_CACHE,
)
def extract(
    source: Source, coder: str, parsed: Path | None, settings: Settings, model: LlmCoder | None
) -> Reading | None:
    """Let a coder read a source, where it can. One `model` reads all sources, so that its limit on cost is on all."""
    return extract_source(source, coder, parsed, settings.seeds, settings.work, model)


@task
def resolve(files: Readings, unread: list[str], parsed: list[Path], settings: Settings) -> Path:
    """Resolve claims into facts, and follow those of the last release."""
    version = newest(settings.releases)
    earlier = settings.releases / version if version else None
    return resolve_claims(files, unread, settings.seeds, settings.work / "candidate", parsed, earlier)


@task
def validate(folders: list[Path], settings: Settings) -> Path:
    """Check every table."""
    checked = settings.work / "checked"
    validate_tables(folders, checked)
    return checked


@task
def persist(checked: Path, settings: Settings) -> dict[str, int]:
    """Write the candidate database."""
    return write(candidate(settings), checked)


@task
def hold_gate(settings: Settings) -> list[Outcome]:
    """Stop the run if the candidate database is not fit to be published; return what was checked."""
    return _passing(gate(candidate(settings)), settings)


def _passing(outcomes: list[Outcome], settings: Settings) -> list[Outcome]:
    if failures := stopping(outcomes):
        listed = "".join(f"\n  {failure}" for failure in failures)
        # What a release lacks was often refused before, for a reason that the failures do not tell.
        for table, reason, number in summary.rejected(candidate(settings), _MOST_REASONS):
            listed += f"\n  rejected before, {number} of {table}: {reason}"
        if any(failure.part == "bounds" for failure in failures):
            listed += f"\n  {settings.bounds} holds the bounds: change one there if what it asks no longer fits"
        kept = ", the last one stands as it was" if newest(settings.releases) else ""
        raise ValueError(f"the release was stopped{kept}:{listed}")
    return outcomes


@task
def measure(read: list[tuple[str, str]], settings: Settings) -> dict[str, Any]:
    """Find out how good the machine coders are on the sources that people coded too."""
    return evaluation(candidate(settings), read)


@task
def release(
    measured: dict[str, Any], held: list[Outcome], settings: Settings, *, packed: bool
) -> tuple[Release, list[Outcome]]:
    """Write the release, with the figures of its coders, and hold its Parquet to the rest of the gate."""
    database = candidate(settings)
    inputs = describe(database, settings.seeds) | {
        "previous_version": newest(settings.releases),
        "evaluation": measured,
    }
    outcomes = list(held)

    def checks(folder: Path) -> list[dict[str, Any]]:
        with opened(folder) as tables:
            outcomes.extend(within_bounds(tables, settings.bounds))
            outcomes.extend(data_tests(tables, settings.data_tests))
        return [asdict(outcome) for outcome in _passing(outcomes, settings)]

    today = datetime.now(UTC).date()
    return publish(database, settings.releases, inputs, today, checks, packed=packed), outcomes


@flow(name="bilateral-build", task_runner=ThreadPoolTaskRunner(max_workers=2))  # type: ignore[arg-type]
def build(seeds: str | None = None, output: str | None = None, publishing: bool = True, packed: bool = True) -> Built:
    """Turn the registered documents into a database and, if `publishing`, a release; as Parquet alone if not `packed`.

    `seeds` and `output` are folders, by default those of `flows.settings`. The database and the last release
    are replaced only when everything before has passed. Raises ValueError with one line, or a line per failed
    expectation, that says what to do.
    """
    settings = load_settings(Path(seeds) if seeds else None, Path(output) if output else None)
    with _alone(settings):
        check_tables(settings.seeds)
        sources = read_sources(settings.registry)
        folders, files, beside, unread = _read(sources, settings)
        resolved = resolve(files, unread, folders, settings)
        counts = persist(validate([resolved, *folders, *beside], settings), settings)
        made, told = _publish(list(files), settings, packed=packed) if publishing else (None, [])
        replace(candidate(settings), settings.database)
        shutil.rmtree(settings.work / "checked")
        create_markdown_artifact(key="bilateral-build", markdown=summary.markdown(settings.database, counts, made))
    return Built(counts, made, tuple(map(str, warnings(told))))


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Keep other builds out of the folder of output: two that share its intermediate results spoil each other's.

    The lock goes with its process, so that a killed build keeps nobody out.
    """
    lock = FileLock(settings.work / "build.lock", timeout=0)
    try:
        settings.work.mkdir(parents=True, exist_ok=True)
        held = lock.acquire()
    except Timeout:
        raise ValueError(f"another build writes to {settings.output}: wait for it, or give another --output") from None
    except OSError as error:
        raise ValueError(f"cannot write to {settings.output} ({error.strerror}): give a folder with --output") from None
    with held:
        yield


def on_workers(number: int) -> Flow[..., Built]:
    """Return the build with so many tasks at a time. What it makes does not depend on the number."""
    if number < 1:
        raise ValueError(f"--workers {number}: give 1 or more")
    return build.with_options(task_runner=ThreadPoolTaskRunner(max_workers=number))  # type: ignore[arg-type]


def candidate(settings: Settings) -> Path:
    """Return where the database is made before it takes the old one's place."""
    return settings.work / "candidate.duckdb"


def _publish(read: list[tuple[str, str]], settings: Settings, *, packed: bool) -> tuple[Release, list[Outcome]]:
    measured = measure(read, settings)
    same = unchanged(candidate(settings), settings.releases, measured)
    if same is not None:
        return same, []
    return release(measured, hold_gate(settings), settings, packed=packed)


def _read(sources: list[Source], settings: Settings) -> tuple[list[Path], Readings, list[Path], list[str]]:
    """Parse and code all sources, and say on stderr what a model could not read.

    Return folders of parsed texts, files of claims, folders of what coders refuse or leave open, and the sources that
    nobody could read.
    """
    console = Console(stderr=True)
    with Progress(console=console, disable=not sys.stderr.isatty()) as progress:
        parsed = _awaited(progress, "Parsing", [parse.submit(s, settings) for s in sources])
        # The local coder's parser is one object; its claims come one source at a time, whatever the runner.
        jobs = [(s, coder, folder) for s, folder in zip(sources, parsed, strict=True) for coder in s.coders]
        bar = progress.add_task("Coding", total=len(jobs))
        model = _model(progress, settings) if any(coder == LLM for _, coder, _ in jobs) else None
        readings: dict[tuple[str, str], Reading] = {}
        for source, coder, folder in jobs:
            progress.update(bar, description=f"Coding {source.source_id}")
            reading = extract(source, coder, folder, settings, model)
            if reading is not None:
                readings[source.source_id, coder] = reading
            if reading is not None and reading.warning:
                console.print(reading.warning, markup=False, highlight=False, soft_wrap=True)
            progress.advance(bar)
    files = {pair: reading.claims for pair, reading in readings.items() if reading.claims}
    read = {source_id for source_id, _ in files}
    unread = [s.source_id for s in sources if s.source_id not in read]
    return [p for p in parsed if p], files, [reading.folder for reading in readings.values()], unread


def _model(progress: Progress, settings: Settings) -> LlmCoder | None:
    """Return the coder `llm`, which shows how far it is with a source; None where the environment names no model."""
    if not is_named():
        return None
    bar = progress.add_task("Asking the model", total=None, visible=False)

    def show(done: int, of: int) -> None:
        progress.update(bar, completed=done, total=of, visible=done < of)

    return named(settings, display=Display(show))()


def _awaited(progress: Progress, what: str, futures: Iterable[PrefectFuture[Any]]) -> list[Any]:
    waiting = list(futures)
    bar = progress.add_task(what, total=len(waiting))
    results = []
    for future in waiting:
        results.append(future.result())
        progress.advance(bar)
    return results
