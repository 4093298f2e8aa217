"""What the page of a release says without a script: figures, warnings, sources and downloads, as HTML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flows.engine import connect
from flows.publish import card, cautions, content
from flows.publish.browse import data
from flows.publish.draft import Draft
from flows.publish.integrity import SUMS
from flows.publish.shell import PAGES, marked
from schemas.tables import PARQUET, TABLES
from schemas.usage import TABLE_WARNINGS, WARNINGS
from schemas.vocabulary import CODER, SOURCE_TYPE

_FIGURES = """
    SELECT count(DISTINCT actor_id), min(date_start), max(date_end)
    FROM fact_actors LEFT JOIN facts USING (fact_id)
"""
_READERS = f"""
    SELECT source_id, coder, count(*) FROM ({content.query(TABLES["claims"])}) GROUP BY ALL ORDER BY ALL
"""
_FORMS = {PARQUET: "Parquet", "csv": "CSV", "stata": "Stata"}
"""Folders that hold a file per table, and what their files are."""
_ABOUT = card.FILES | {"README.md": "the release in short, with what it is not fit for"}
_THOUSAND = 1000


def figures(draft: Draft) -> str:
    """Return the counts that say how large the dataset is, and the years of its facts."""
    counts = draft.manifest["counts"]
    with connect(draft.database, read_only=True) as connection:
        actors, first, last = connection.execute(_FIGURES).fetchall()[0]
    told = {name: f"{counts[name]:,}" for name in ("facts", "claims", "sources")} | {"actors": f"{actors:,}"}
    if first and last:
        told["years"] = f"{first.year}–{last.year}"
    return _lines(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in told.items())


def warnings(draft: Draft) -> str:
    """Return a line for each warning that is about some of the facts: how many, and what it means."""
    counts = draft.manifest["warnings"]
    lines = []
    for name, told in cautions.measured(draft.manifest).items():
        counted, _, more = told.partition("; ")
        meaning = f"{sentence(WARNINGS[name])}. {sentence(more)}{'.' if more else ''}"
        lines.append(
            f'<li><a href="#mark={name}"><span class="name">{name.replace("_", " ")}</span> '
            f"{_bar(counts[name], counts['facts'])} "
            f'<span class="count">{escape(counted)}</span></a> '
            f'<span class="meaning">{marked(meaning.strip())}</span></li>'
        )
    return _lines(lines)


def _bar(n: int, of: int) -> str:
    # Drawn by attributes, since the page's policy allows no style but the one in its head.
    width = 100 * n / max(of, 1)
    return (
        '<svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="100" height="6"/><rect class="part" width="{width:.1f}" height="6"/></svg>'
    )


def notes(draft: Draft) -> str:
    """Return the warnings that are about all facts."""
    told = cautions.measured(draft.manifest)
    general = [name for name in TABLE_WARNINGS["facts"] if name not in told]
    return _lines(
        f'<li><span class="name">{name.replace("_", " ")}:</span> {marked(WARNINGS[name])}.</li>' for name in general
    )


def more(draft: Draft) -> str:
    """Return links to the other pages of the release, each with what it tells."""
    there = [name for name in PAGES if name != "index.html" and (draft.folder / name).is_file()]
    return ", ".join(f'<a href="{name}">{PAGES[name].lower()}</a> ({escape(card.FILES[name])})' for name in there)


def share(draft: Draft) -> str:
    """Return what part of the facts the page shows; nothing where it shows all."""
    n_facts = draft.manifest["counts"]["facts"]
    if n_facts <= data.MOST_FACTS:
        return ""
    return (
        f'\n<p class="trouble">Here are {data.MOST_FACTS:,} of {n_facts:,} facts: those that most independent sources '
        "report. The figures above are about all facts; pairs, timeline, numbers and lists below are about these. "
        'All facts are in the <a href="#files">downloads</a>.</p>'
    )


def sources(draft: Draft) -> str:
    """Return a line per source: what it is, who read it, whether its words are here, where to find it."""
    read: dict[str, list[str]] = defaultdict(list)
    with connect(draft.database, read_only=True) as connection:
        for source_id, coder, n in connection.execute(_READERS).fetchall():
            read[source_id].append(f"{n:,} {'claim' if n == 1 else 'claims'} coded by {CODER[coder]}")
    titles = {source["source_id"]: source["title"] for source in draft.sources}
    return _lines(_source(source, read[source["source_id"]], titles) for source in draft.sources)


def _source(source: Mapping[str, Any], read: list[str], titles: Mapping[str, str]) -> str:
    about = [source["authors"], source["container"] or source["publisher"], f"issued {source['issued']}"]
    terms = "its words are given with its claims" if source["may_quote"] else "its words may not be given here"
    more = " · ".join((SOURCE_TYPE[source["source_type"]], "; ".join(read) or "no claims", terms))
    lines = [
        f'<h3 id="source-{escape(source["source_id"])}">{escape(source["title"])}</h3>',
        f"<p>{escape('. '.join(part for part in about if part))}. {_address(source)}</p>",
        f'<p class="hint"><code>{escape(source["source_id"])}</code> · {escape(more)}.</p>',
    ]
    if source["derived_from"]:
        told = f"Retells “{titles[source['derived_from']]}” and is no evidence beside it."
        lines.append(f'<p class="hint">{escape(told)}</p>')
    return f"<li>{''.join(lines)}</li>"


def _address(source: Mapping[str, Any]) -> str:
    link = f"https://doi.org/{quote(source['doi'])}" if source["doi"] else source["url"]
    return f'<a href="{escape(link)}" rel="noreferrer">{escape(source["doi"] or "On the web")}</a>' if link else ""


def forms(draft: Draft) -> str:
    """Return the heads of the columns of downloads."""
    return "".join(f'<th scope="col" class="number">{name}</th>' for _, name in _held(draft))


def tables(draft: Draft) -> str:
    """Return a row per table with its files and their sizes."""
    counts = draft.manifest["counts"]
    lines = []
    for table in TABLES.values():
        cells = []
        for folder, form in _held(draft):
            files = sorted(draft.folder.joinpath(folder).glob(f"{table.name}.*"))
            # A long table has several files for Stata.
            parts = [f", part {n}" for n in range(1, len(files) + 1)] if len(files) > 1 else [""]
            links = [_download(draft, f, f"{table.name}, {form}{n}") for f, n in zip(files, parts, strict=False)]
            cells.append(f'<td class="number">{"<br>".join(links)}</td>')
        lines.append(
            f'<tr><th scope="row"><code>{table.name}</code><span>{marked(table.description)}</span></th>'
            f'<td class="number">{counts[table.name]:,}</td>{"".join(cells)}</tr>'
        )
    return _lines(lines)


def others(draft: Draft) -> str:
    """Return a line per file that is of no one table: known ones in the order of use, then what else is there."""
    found = {p.relative_to(draft.folder).as_posix(): p for p in sorted(draft.folder.rglob("*")) if p.is_file()}
    rest = {name: file for name, file in found.items() if name.split("/")[0] not in _FORMS}
    known = [name for name in _ABOUT if name in rest]
    lines = [
        f"<li>{_download(draft, rest[name], name, name)} {marked(_ABOUT.get(name, ''))}</li>"
        for name in dict.fromkeys([*known, *rest])
    ]
    lines.append(f'<li><a href="{SUMS}">{SUMS}</a> {marked(_ABOUT[SUMS])}</li>')
    return _lines(lines)


def _held(draft: Draft) -> list[tuple[str, str]]:
    return [(folder, name) for folder, name in _FORMS.items() if (draft.folder / folder).is_dir()]


def _download(draft: Draft, file: Path, label: str, text: str = "") -> str:
    n_bytes = file.stat().st_size
    shown = f'{escape(text)}</a> <span class="size">{size(n_bytes)}</span>' if text else f"{size(n_bytes)}</a>"
    named = "" if text else f' aria-label="{escape(label)}, {size(n_bytes)}"'
    return f'<a href="{escape(file.relative_to(draft.folder).as_posix())}" title="{n_bytes:,} bytes"{named}>{shown}'


def size(n: int) -> str:
    """Return a number of bytes in the unit that keeps it below a thousand."""
    value, units = float(n), ["bytes", "KB", "MB", "GB"]
    while value >= _THOUSAND and len(units) > 1:
        value, units = value / _THOUSAND, units[1:]
    return f"{n} bytes" if n < _THOUSAND else f"{value:.{int(value < 10)}f} {units[0]}"


def sentence(text: str) -> str:
    """Return text with a capital letter first."""
    return text[:1].upper() + text[1:]


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)
