"""The README of a release: a dataset card, with the YAML header that data catalogues read."""

from __future__ import annotations

from typing import Any

import yaml

from flows.publish import cautions, stata
from flows.publish.draft import DESCRIPTION, KEYWORDS, LICENCE, TITLE, Draft
from flows.publish.integrity import SUMS
from schemas.tables import PARQUET, TABLES
from schemas.usage import TABLE_WARNINGS, WARNINGS

FILES = {
    "index.html": "the dataset to look through in a browser, without a network",
    PARQUET: "every table as Parquet: `pl.read_parquet`, `arrow::read_parquet`, DuckDB",
    "csv": "the same as gzipped CSV",
    "stata": "the flat tables for Stata 14 and later, with labels",
    "bilateral.duckdb": "the same as one database with keys, comments and views",
    "codebook.html": "what every table and column means, how to join with other datasets",
    "codebook.md": "the same as Markdown",
    "codebook.csv": "the same, a row a column",
    "validation.html": "the checks that this release passed",
    "validation.json": "the same for programs",
    "diff.html": "what differs from the release before, fact by fact, and why",
    "diff.json": "the same for programs",
    "CHANGELOG.md": "what changed since earlier releases",
    "CITATION.cff": "how to cite it",
    "references.bib": "the sources",
    "LICENSE.md": "terms of the data and of its sources",
    "datapackage.json": "descriptor for Frictionless",
    "croissant.json": "descriptor in Croissant",
    "manifest.json": "inputs with their hashes, coders, counts, figures",
    SUMS: "`sha256sum -c SHA256SUMS` checks every file",
}
"""What a release may hold and what each is, in the order of use; the card lists what is there."""
_IN_PARTS = "; a table of more than {most:,} rows is in parts, `{first}` and so on: `append` them"
_MADE_AFTER = ("index.html", "README.md", SUMS)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGER = "n>1M"
_START = """\
```python
import polars as pl

facts = pl.read_parquet("tables/facts.parquet")
parties = pl.read_parquet("tables/fact_actors.parquet")
print(facts.join(parties, on="fact_id").filter(pl.col("actor_id") == "PAK"))
```"""


def as_markdown(draft: Draft) -> str:
    """Return the card of a release of which all files but the card itself and the checksums are written."""
    counts = draft.manifest["counts"]
    told = cautions.measured(draft.manifest)
    rows = [f"| `{t.name}` | {counts[t.name]} | {t.description} |" for t in TABLES.values()]
    warned = [f"- `{name}`: {WARNINGS[name]} ({told[name]})." for name in told]
    warned += [f"- `{name}`: {WARNINGS[name]}." for name in TABLE_WARNINGS["facts"] if name not in told]
    parts = [
        f"# {TITLE}",
        f"Release {draft.version} of {draft.created}. {DESCRIPTION}",
        "## What is in it",
        "\n".join(["| table | rows | what it holds |", "|---|---|---|", *rows]),
        "## Files",
        "\n".join(["| file | what it is |", "|---|---|", *_files(draft)]),
        "## Start",
        _START,
        "## What it is not fit for",
        "\n".join(warned),
        "## Licence and citation",
        f"Data: {LICENCE}, see `LICENSE.md`. Cite the release, and the sources of the facts you use:",
        f"> {draft.citation}",
    ]
    return (
        f"---\n{yaml.safe_dump(_header(draft), sort_keys=False, allow_unicode=True)}---\n\n" + "\n\n".join(parts) + "\n"
    )


def _files(draft: Draft) -> list[str]:
    there = [name for name in FILES if (draft.folder / name).exists() or name in _MADE_AFTER]
    named = {name: f"{name}/" if (draft.folder / name).is_dir() else name for name in there}
    parts = {"stata": _parts(draft)}
    return [f"| [`{named[name]}`]({named[name]}) | {FILES[name]}{parts.get(name, '')} |" for name in there]


def _parts(draft: Draft) -> str:
    """Return what to know of the Stata files of long tables; nothing where there are none."""
    folder = draft.folder / "stata"
    first = min((p.name for p in folder.glob("*") if stata.is_part(p)), default=None)
    return _IN_PARTS.format(most=stata.MOST_ROWS, first=first) if first else ""


def _header(draft: Draft) -> dict[str, Any]:
    n = max(draft.manifest["counts"].values())
    return {
        "pretty_name": TITLE,
        "license": LICENCE.lower(),
        "language": sorted({source["language"] for source in draft.sources}),
        "version": draft.version,
        "size_categories": [next((name for limit, name in _SIZES if n < limit), _LARGER)],
        "tags": [*KEYWORDS, "tabular"],
        "configs": [
            {
                "config_name": t.name,
                "data_files": t.parquet,
                **({"default": True} if t.name == "facts" else {}),
            }
            for t in TABLES.values()
        ],
    }
