"""The release that the repository ships: whole, without words of the articles, and what a build with them gives."""

import json
import re
from pathlib import Path

import polars as pl
import pytest

from flows.settings import Settings
from flows.verify import verify

OUTPUT = Path(__file__).resolve().parents[2] / "output"
MOST = 5_000_000  # bytes


@pytest.fixture(scope="module")
def shipped() -> Path:
    # Whoever builds here has releases of their own beside it.
    kept = re.findall(r"^!output/releases/([\d.]+)/$", (OUTPUT.parent / ".gitignore").read_text(), re.MULTILINE)
    return OUTPUT / "releases" / max(kept, key=lambda version: [int(part) for part in version.split(".")])


def test_it_is_whole_and_small(shipped: Path) -> None:
    settings = Settings(seeds=OUTPUT.parent / "seeds", output=OUTPUT, articles=OUTPUT / "none")
    assert {r.name: r.failures for r in verify(shipped, settings, None) if r.failures} == {}
    assert sum(p.stat().st_size for p in shipped.rglob("*") if p.is_file()) < MOST
    assert not list(shipped.rglob("*.duckdb"))


def test_it_quotes_only_the_briefs(shipped: Path) -> None:
    claims = pl.read_parquet(shipped / "tables" / "claims.parquet").filter(pl.col("quote").is_not_null())
    assert set(claims["source_id"].str.starts_with("brief-")) == {True}


@pytest.mark.parametrize("place", ["README.md", "flows/cli_review.py"])
def test_it_holds_what_the_examples_decide_on(shipped: Path, place: str) -> None:
    known = {
        letter: pl.read_parquet(shipped / "tables" / f"{name}.parquet")[key]
        for letter, name, key in (("f", "facts", "fact_id"), ("c", "claims", "claim_id"))
    }
    examples = re.findall(r"bilateral decide \w+ ((?:[fc]_[0-9a-f]+ ?)+)", (OUTPUT.parent / place).read_text("utf-8"))
    named = [name for example in examples for name in example.split()]
    assert named
    assert [name for name in named if known[name[0]].str.starts_with(name).sum() != 1] == []


@pytest.mark.usefixtures("server", "articles_dir")
def test_a_build_with_the_articles_gives_its_rows(shipped: Path, tmp_path: Path) -> None:
    from flows.build import build

    made = build(str(OUTPUT.parent / "seeds"), str(tmp_path / "output"), True, packed=False).release
    told = [json.loads((folder / "manifest.json").read_text()) for folder in (shipped, made.folder)]
    differing = {n for n in told[0]["content_sha256"] if told[0]["content_sha256"][n] != told[1]["content_sha256"][n]}
    assert not differing, "tell what changed: commit a new release (README, Releases)"
