"""What notes and entries of reference lists say of the works they cite, held against what a reader takes from them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.parse import parse_file, parse_text
from flows.parse.bibliography import Resolution, bibliography
from flows.parse.names import family
from flows.parse.works import Work

HERE = Path(__file__).parent
Field = tuple[int, str, object, object]
"""Number of the note, name of the field, what the reader took from it, what the parser found."""


def missed(fields: list[Field]) -> list[Field]:
    return [f for f in fields if f[2] != f[3]]


def share_right(fields: list[Field]) -> float:
    return 1 - len(missed(fields)) / len(fields)


def gold(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def facts(row: dict[str, str], work: Work) -> Iterator[tuple[str, object, object]]:
    """Yield the fields of a work: surnames and date, container, and of address and title the beginning and end."""
    yield "authors", [family(a) for a in row["authors"].split("; ") if a], [family(a) for a in work.authors]
    yield "issued", row["issued"] or None, work.issued
    yield "container", row["container"] or None, work.container
    host, end = row["url_host"], row["url_end"]
    url = work.url or ""
    yield "url", (host, end), (urlsplit(url).netloc, url[-len(end) :] if end else url)
    if "title_start" in row:
        title = (work.title or "").replace("’", "'")
        start, last = row["title_start"], row["title_end"]
        yield "title", (start, last), (title[: len(start)], title[-len(last) :])


def article_fields(folder: Path) -> Iterator[Field]:
    """Yield the fields of the sample: every other note of two articles. A repeated work counts once."""
    for source_id in ("issi-khan", "ipri-hanif"):
        found = bibliography(parse_file(folder / f"{source_id}.txt", source_id))
        for row in (r for r in gold("notes_gold.csv") if r["source_id"] == source_id):
            note, first = int(row["note"]), int(row["work_of"])
            resolution = found.notes[note - 1][0]
            yield note, "how", row["how"], resolution.resolved_by
            if first < note:
                home = found.notes[first - 1][0]
                yield note, "work", True, home.work is not None and home.work == resolution.work
                continue
            work = found.works[resolution.work] if resolution.work is not None else Work()
            yield from ((note, *field) for field in facts(row, work))


def style_fields() -> Iterator[Field]:
    with (HERE / "styles.toml").open("rb") as file:
        notes: list[dict[str, Any]] = tomllib.load(file)["note"]
    body = " ".join(f"Line {n}.<sup>{n}</sup>" for n in range(1, len(notes) + 1))
    text = "\n\n".join([body, *(f"<sup>{n}</sup> {note['text']}" for n, note in enumerate(notes, 1))])
    found = bibliography(parse_text(text, "styles", "markdown"))
    assert len(found.notes) == len(notes)
    for n, note in enumerate(notes, 1):
        resolution: Resolution = found.notes[n - 1][0]
        yield n, "how", note["how"], resolution.resolved_by
        if "same_as" in note:
            home = found.notes[note["same_as"] - 1][0]
            yield n, "work", True, home.work is not None and home.work == resolution.work
        elif note["how"] != "comment":
            work = found.works[resolution.work] if resolution.work is not None else Work()
            yield n, "authors", note.get("authors", []), list(work.authors)
            for name in ("title", "issued", "container", "url"):
                yield n, name, note.get(name), getattr(work, name)


def test_notes_of_the_articles(articles_dir: Path) -> None:
    fields = list(article_fields(articles_dir))
    assert len({f[0] for f in fields}) == 48
    assert share_right(fields) >= 0.95, missed(fields)


def test_references_of_the_articles(articles_dir: Path) -> None:
    found = bibliography(parse_file(articles_dir / "gfpr-ishfaq.txt", "gfpr-ishfaq"))
    fields = [
        (int(row["reference"]), *field)
        for row in gold("references_gold.csv")
        for field in facts(row, found.works[found.references[int(row["reference"]) - 1]])
    ]
    assert len(found.references) == 14
    assert share_right(fields) >= 0.95, missed(fields)


def test_styles_of_citation() -> None:
    fields = list(style_fields())
    assert share_right(fields) >= 0.95, missed(fields)
