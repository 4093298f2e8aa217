"""What notes and entries of reference lists say of the works they cite, held against what a reader takes from them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from flows.parse import parse_file, parse_text
from flows.parse.bibliography import Bibliography, Resolution, bibliography
from flows.parse.names import family
from flows.parse.work import Work

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


def style_fields(file_name: str) -> Iterator[Field]:
    with (HERE / file_name).open("rb") as file:
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


@pytest.mark.parametrize("name", ["styles.toml", "more_styles.toml"])
def test_styles_of_citation(name: str) -> None:
    fields = list(style_fields(name))
    assert share_right(fields) >= 0.95, missed(fields)


@pytest.mark.parametrize(
    "note",
    [
        "In 2004, the State Archives of Norland opened file 33 to readers.",
        "The Treaty of Amity was signed in 1921, and both sides kept it.",
        "Interviews with officials were held in three towns.",
        "Norland, as the author holds, has 12 ports.",
        "The word ‘ally’ stands in no text of 1954.",
    ],
)
def test_comments_cite_nothing(note: str) -> None:
    found = bibliography(parse_text(f"Line.<sup>1</sup>\n\n<sup>1</sup> {note}\n", "x", "markdown"))
    assert [r.resolved_by for r in found.notes[0]] == ["comment"]
    assert found.works == ()


def test_ibid_reads_over_a_comment_but_not_over_a_citation_unread() -> None:
    notes = ['Kaya Toma, "Ports," *Harbour Review*, 1995.', "It was never counted.", "Ibid., 4."]
    unread = "See Holt and Reed, Ports of 1995 again."
    assert _how([*notes, unread, "Ibid."]) == ["direct", "comment", "ibid", "unresolved", "unresolved"]


def test_idem_with_a_title_is_another_work_of_the_author() -> None:
    found = _bibliography(
        ['Kaya Toma, "Ports," *Harbour Review*, 1995.', "Idem, *Piers* (Valby: Harbour Press, 1999)."]
    )
    assert [(w.authors, w.title) for w in found.works] == [(("Kaya Toma",), "Ports"), (("Kaya Toma",), "Piers")]


def test_a_note_may_cite_by_author_and_year() -> None:
    listed = "References\n\nToma, K. (1995). Ports and peace. *Review*.\n"
    text = f"Ports grew.<sup>1</sup>\n\n<sup>1</sup> See Toma 1995, 12.\n\n{listed}"
    found = bibliography(parse_text(text, "x", "markdown"))
    assert [(r.work, r.resolved_by) for r in found.notes[0]] == [(0, "author_year")]


def test_supra_names_the_work_of_its_author_in_a_note_of_several() -> None:
    notes = [
        'Kaya Toma, "Ports," *Review*, 1995; Ann Reed, "Piers," *Review*, 2001.',
        "Reed, supra note 1, at 7.",
        "Supra note 1.",
    ]
    found = _bibliography(notes)
    assert [found.works[note[0].work].title if note[0].work is not None else None for note in found.notes[1:]] == [
        "Piers",
        None,
    ]


def _bibliography(notes: list[str]) -> Bibliography:
    body = " ".join(f"Line {n}.<sup>{n}</sup>" for n in range(1, len(notes) + 1))
    text = "\n\n".join([body, *(f"<sup>{n}</sup> {note}" for n, note in enumerate(notes, 1))])
    return bibliography(parse_text(text, "x", "markdown"))


def _how(notes: list[str]) -> list[str]:
    return [note[0].resolved_by for note in _bibliography(notes).notes]
