"""What the extract step leaves beside the claims of a source."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.extract.step import extract_source
from flows.parse.step import parse_source
from schemas.ids import sha256_text
from schemas.models import model
from schemas.source import Source

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TEXT = "A Short Report\n\nIn March 1951 Korea signed a treaty on fish with Peru. In 1990 Iraq invaded Kuwait.\n"


def read(folder: Path) -> Path:
    """Parse and code the text, and return the file of claims."""
    file = folder / "report.txt"
    file.write_text(TEXT, encoding="utf-8")
    source = Source(
        source_id="report",
        source_type="article",
        title="A Short Report",
        issued="1952",
        language="en",
        licence="CC0-1.0",
        may_quote=True,
        file=file.name,
        text_sha256=sha256_text(TEXT),
        n_chars=len(TEXT),
        coders=("local",),
    )
    reading = extract_source(source, "local", parse_source(source, file, folder), SEEDS, folder)
    assert reading is not None and reading.claims is not None and reading.claims.parent == reading.folder
    return reading.claims


def test_a_name_that_nothing_settles_is_told_at_its_place(tmp_path: Path) -> None:
    told = pl.read_parquet(read(tmp_path).parent / "doubts.parquet")
    model("doubts").validate(told)
    (row,) = told.to_dicts()
    assert (row["flag"], row["source_id"]) == ("unsettled_name", "report")
    assert TEXT[row["char_start"] : row["char_end"]] == "Korea"
    assert "KOR or PRK" in row["reason"]


def test_a_reading_is_kept_but_made_anew_where_a_file_of_it_is_damaged(tmp_path: Path) -> None:
    claims = read(tmp_path)
    whole, written = claims.read_bytes(), claims.stat().st_mtime_ns
    assert whole
    assert read(tmp_path).stat().st_mtime_ns == written
    claims.write_bytes(b"")
    assert read(tmp_path).read_bytes() == whole
    (claims.parent / "doubts.parquet").unlink()
    assert (read(tmp_path).parent / "doubts.parquet").is_file()
