"""Where things are: the project's folders, and what the environment says of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """The folders of a run: what goes in, what comes out, and where full texts are that the project may not ship."""

    seeds: Path
    output: Path
    articles: Path

    @property
    def registry(self) -> Path:
        """The register of sources."""
        return self.seeds / "sources.toml"

    @property
    def lexicon(self) -> Path:
        """What words mean."""
        return self.seeds / "lexicon"

    @property
    def model(self) -> Path:
        """What the local coder has learned."""
        return self.seeds / "model"

    @property
    def codings(self) -> Path:
        """Hand codings."""
        return self.seeds / "codings"

    @property
    def decisions(self) -> Path:
        """What people decided after the coding."""
        return self.seeds / "decisions" / "decisions.csv"

    @property
    def bounds(self) -> Path:
        """What a release must keep within."""
        return self.seeds / "bounds.csv"

    @property
    def data_tests(self) -> Path:
        """Queries that must return no rows over a release; they are the checkout's own, whatever the seeds."""
        return _ROOT / "tests" / "data"

    @property
    def work(self) -> Path:
        """Intermediate results, kept by content so that unchanged sources are not read again."""
        return self.output / ".work"

    @property
    def database(self) -> Path:
        """The database that people query."""
        return self.output / "bilateral.duckdb"

    @property
    def releases(self) -> Path:
        """The releases, a folder each."""
        return self.output / "releases"

    def text_of(self, file: str) -> Path | None:
        """Return where a source's file is: in the articles folder, else in seeds; None if it is not at hand."""
        return next((p for folder in (self.articles, self.seeds) if (p := folder / file).is_file()), None)


def load_settings(seeds: Path | None = None, output: Path | None = None) -> Settings:
    """Return the settings of a run.

    `seeds` and `output` default to the folders BILATERAL_SEEDS and BILATERAL_OUTPUT, else to those of the
    checkout; articles are looked for in BILATERAL_ARTICLES, else in seeds/articles. Raises ValueError if a
    folder that the environment names does not exist, or if BILATERAL_MEMORY is no amount of memory.
    """
    chosen = seeds or Path(os.environ.get("BILATERAL_SEEDS", _ROOT / "seeds"))
    if not chosen.is_dir():
        raise ValueError(f"no folder {chosen}: give the seeds with --seeds or BILATERAL_SEEDS")
    named = os.environ.get("BILATERAL_ARTICLES")
    if named and not Path(named).is_dir():
        raise ValueError(f"BILATERAL_ARTICLES names no folder ({named}): correct or unset it")
    _check_memory()
    return Settings(
        seeds=chosen.resolve(),
        output=(output or Path(os.environ.get("BILATERAL_OUTPUT", _ROOT / "output"))).resolve(),
        articles=Path(named).resolve() if named else chosen.resolve() / "articles",
    )


def _check_memory() -> None:
    """Raise ValueError if BILATERAL_MEMORY is no amount of memory."""
    if "BILATERAL_MEMORY" in os.environ:
        # DuckDB alone knows what is one, and takes a while to load: most runs name none.
        from flows.engine import connect  # noqa: PLC0415

        connect().close()
