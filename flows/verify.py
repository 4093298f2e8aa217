"""Checks a release: its files, tables, keys, descriptors, content, and the place of every claim in its text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandera.errors
import polars as pl

from flows.evidence import Words
from flows.publish import integrity
from flows.publish.opened import opened, read_manifest
from flows.settings import Settings
from flows.validate.check import check
from flows.validate.data_tests import data_tests
from schemas.ids import sha256_text, words_at
from schemas.models import model, polars_schema
from schemas.tables import TABLES

_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Result:
    """What one check of a release found: failures, each a line, and what it looked at."""

    name: str
    looked_at: str
    failures: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the lines that tell it; of many failures the first, and how many more there are."""
        yield f"{'FAILED' if self.failures else 'ok    '} {self.name}: {self.looked_at}"
        yield from (f"         {failure}" for failure in self.failures[:_MOST_NAMED])
        if (more := len(self.failures) - _MOST_NAMED) > 0:
            yield f"         and {more} more"


def verify(release: Path, settings: Settings, articles: Path | None = None) -> list[Result]:
    """Check the release in a folder; with `articles`, the folder of texts, also the words that claims rest on.

    Raises ValueError if the folder is no release at all, or `articles` no folder.
    """
    manifest = read_manifest(release)
    if articles is not None and not articles.is_dir():
        raise ValueError(f"no folder {articles}: give that of the texts with --articles")
    results = [
        _guarded("files", "SHA256SUMS", lambda: integrity.file_failures(release)),
        _guarded("tables", f"{len(TABLES)} tables: columns, types, values, keys, references", lambda: _tables(release)),
        _guarded("content", "rows and content hashes of the manifest", lambda: integrity.manifest_failures(release)),
        _guarded("data tests", "queries that must return no rows", lambda: _data_tests(release, settings)),
        _guarded("records", "diff and validation", lambda: integrity.record_failures(release)),
        _guarded("descriptor", "datapackage.json", lambda: integrity.descriptor_failures(release)),
        _quotes(release, settings, articles),
    ]
    return [Result("release", str(manifest["version"])), *results]


def _guarded(name: str, looked_at: str, run: Callable[[], list[str]]) -> Result:
    """Run a check; a file so damaged that it cannot be read is a failure of the release, not of the command."""
    try:
        return Result(name, looked_at, run())
    except (duckdb.Error, pl.exceptions.PolarsError, ValueError, OSError) as error:
        return Result(name, looked_at, [f"cannot be checked: {str(error).splitlines()[0]}"])


def _tables(release: Path) -> list[str]:
    files = {name: release / table.parquet for name, table in TABLES.items()}
    if missing := [f"no table {name}" for name, file in files.items() if not file.is_file()]:
        return missing
    if wrong := [w for name, file in files.items() if (w := _columns(name, pl.read_parquet_schema(file)))]:
        return wrong
    given = {name: [file] for name, file in files.items() if name != "rejects"}
    with tempfile.TemporaryDirectory() as aside:
        check(given, Path(aside))
        found = pl.read_parquet(Path(aside) / "rejects.parquet")
    failures = [f"{r['table_name']}: {r['reason']}: {r['row_json']}" for r in found.iter_rows(named=True)]
    try:
        model("rejects").validate(pl.read_parquet(files["rejects"]), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        failures += [f"rejects: {c['column']} fails {c['check']}" for c in errors.failure_cases.iter_rows(named=True)]
    return failures


def _columns(name: str, columns: Mapping[str, pl.DataType]) -> str | None:
    """Return how the columns of a table are not those of its schema."""
    expected = polars_schema(TABLES[name])
    if (found := pl.Schema(columns)) == expected:
        return None
    wrong = [c for c in {**expected, **found} if expected.get(c) != found.get(c)]
    return f"{name}: {', '.join(wrong) or 'the order of columns'} differs from the schema"


def _data_tests(release: Path, settings: Settings) -> list[str]:
    with opened(release) as tables:
        return [str(one) for one in data_tests(tables, settings.data_tests) if not one.passed]


def _quotes(release: Path, settings: Settings, articles: Path | None) -> Result:
    name = "quotes"
    if articles is None:
        return Result(name, "not looked at; --articles DIR recomputes the hash of every claim's words")
    from_folder = Settings(seeds=settings.seeds, output=settings.output, articles=articles.resolve())
    try:
        claims = pl.read_parquet(release / TABLES["claims"].parquet)
        sources = pl.read_parquet(release / TABLES["sources"].parquet)
        return _recomputed(claims, dict(sources.select("source_id", "text_sha256").iter_rows()), Words(from_folder))
    except (pl.exceptions.PolarsError, OSError) as error:
        return Result(name, "the words of claims", [f"cannot be checked: {str(error).splitlines()[0]}"])


def _recomputed(claims: pl.DataFrame, texts: dict[str, str], words: Words) -> Result:
    failures: list[str] = []
    absent: list[str] = []
    asked = held = 0
    columns = ("claim_id", "char_start", "char_end", "quote_sha256", "quote")
    for (source_id,), rows in sorted(claims.group_by("source_id"), key=lambda pair: str(pair[0][0])):
        text = words.text(str(source_id))
        if text is None:
            absent.append(f"{source_id} ({rows.height} claims)")
            continue
        if sha256_text(text) != texts.get(str(source_id)):
            failures.append(f"{source_id}: the text at hand is not the one that the release tells of")
        asked += rows.height
        for claim_id, start, end, told, quote in rows.select(columns).sort("claim_id").iter_rows():
            found = words_at(text, start, end, told)
            if found is None or quote not in (None, found):
                failures.append(f"{claim_id} of {source_id}: characters {start} to {end} are other words")
            else:
                held += 1
    without = f"; no text at hand of {', '.join(absent)}" if absent else ""
    return Result("quotes", f"{held} of {asked} claims rest on the words they say{without}", failures)
