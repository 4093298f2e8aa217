"""The commands. Heavy imports (Prefect, spaCy, Great Expectations) happen in the command that needs them."""

# ruff: noqa: PLC0415, PLR0913, PLR0917

from __future__ import annotations

import shutil
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from flows import cli_extract, cli_release, cli_review
from flows.terminal import Output, Seeds, only_llm, print_table, width
from schemas.aside import Aside

app = typer.Typer(
    name="bilateral",
    help="Who did what to or with whom, when, how far it got, for how much, and where the text says so.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(cli_review.commands)
app.add_typer(cli_release.commands)
app.add_typer(cli_extract.commands)


@app.command(epilog="Example: bilateral build")
def build(
    seeds: Seeds = None,
    output: Output = None,
    publish: Annotated[bool, typer.Option(help="Write a release if anything changed.")] = True,
    packed: Annotated[bool, typer.Option(help="Put CSV, Stata files and the database into the release too.")] = True,
    workers: Annotated[int, typer.Option(help="Tasks at a time.", envvar="BILATERAL_WORKERS")] = 2,
) -> None:
    """Code, resolve, check and publish all registered sources: the main job.

    Sources that list the coder llm are read by the model that
    BILATERAL_LLM_MODEL and BILATERAL_LLM_BASE_URL name, if they do.
    BILATERAL_LLM_MAX_COST, with BILATERAL_LLM_PRICE_IN and _PRICE_OUT per
    million tokens, stops a build before a call that might exceed it.
    """
    from flows import summary
    from flows.prefect_server import use_server
    from flows.settings import load_settings

    settings = load_settings(seeds, output)
    # A run that fails says so in one line of ours; Prefect's traceback of it would bury that line.
    typer.echo(use_server(log_level="CRITICAL"), err=True)
    from flows.build import on_workers

    built = on_workers(workers)(str(settings.seeds), str(settings.output), publish, packed)
    typer.echo("\n".join(summary.lines(settings.database, built.release, built.warnings)))


@app.command(epilog='Example: bilateral schedule --cron "0 6 * * 1"')
def schedule(
    cron: Annotated[str, typer.Option(help="When to run, as five cron fields.")],
    timezone: Annotated[str, typer.Option(help="Time zone of the cron fields.")] = "UTC",
    seeds: Seeds = None,
    output: Output = None,
    publish: Annotated[bool, typer.Option(help="Write a release if anything changed.")] = True,
) -> None:
    """Serve the main job by a schedule until interrupted."""
    from flows.prefect_server import use_server
    from flows.settings import load_settings

    settings = load_settings(seeds, output)
    typer.echo(use_server(), err=True)
    from flows.schedule import schedule as serve

    serve(cron, {"seeds": str(settings.seeds), "output": str(settings.output), "publishing": publish}, timezone)


@app.command(
    epilog="Example: bilateral evaluate --coder local --texts ~/articles --worst 5; two coders: "
    "bilateral evaluate --codings ~/mine --against ~/hers"
)
def evaluate(
    coder: Annotated[
        str | None, typer.Option(help="Who is measured: local, llm, hand (--codings) or a folder of codings.")
    ] = None,
    codings: Annotated[Path | None, typer.Option(help="Folder of codings; by default the seeds' own.")] = None,
    texts: Annotated[Path | None, typer.Option(help="Folder of texts; by default that of the articles.")] = None,
    against: Annotated[str, typer.Option(help="Who is held right: hand (--codings), local, llm or a folder.")] = "hand",
    aside: Annotated[Aside, typer.Option(help="Which texts: those kept aside from learning, or the rest.")] = "all",
    worst: Annotated[int | None, typer.Option(min=1, help="List so many misses and extras, with their words.")] = None,
    model: Annotated[str | None, typer.Option(help="llm: the model's name.")] = None,
    base_url: Annotated[str | None, typer.Option(help="llm: address of an OpenAI-compatible API.")] = None,
    seeds: Seeds = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold a coder against hand codings, or two coders against each other.

    Precision, recall, F1 and how attributes agree, by kind, status, date
    precision and document; 95% intervals over documents, Krippendorff's
    alpha and the kinds most confused. Claims that people marked as
    borderline count neither way. Without --coder it is the local coder
    that is measured or, where --against names another, the codings. The model
    of llm may be named by BILATERAL_LLM_MODEL and BILATERAL_LLM_BASE_URL too;
    its limits are those of the environment (see `bilateral extract`).
    """
    import json

    from flows import llm
    from flows.assess import evaluate as assess
    from flows.assess import unused_line
    from flows.settings import load_settings

    settings = load_settings(seeds)
    if "llm" not in (coder, against):
        only_llm({"model": model, "base_url": base_url})
    folders = (codings or settings.codings, texts or settings.articles)
    with llm.shown() as show:
        found = assess(
            coder,
            *folders,
            aside,
            settings,
            against=against,
            worst=worst,
            llm=llm.named(settings, model, base_url, show),
        )
    if "unused" in found and (line := unused_line(found["unused"])):
        typer.echo(line, err=True)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    from flows.evaluate.report import tables

    for rows in tables(found, compact=width() < 120):
        print_table(rows)
        typer.echo()
    if left_out := found.get("left_out"):
        typer.echo(f"Not compared, since only one side has them: {', '.join(left_out)}", err=True)


@app.command(epilog="Example: bilateral train ~/coded --first coded/history (seeds/training/README.md)")
def train(
    folders: Annotated[list[Path], typer.Argument(help="Folders with texts/ and codings/.")],
    first: Annotated[list[Path] | None, typer.Option(help="Folders to go through before; may be repeated.")] = None,
    last: Annotated[list[Path] | None, typer.Option(help="Folders to go through with these; may be repeated.")] = None,
    first_rounds: Annotated[int, typer.Option(min=1, help="How often to go through the first.")] = 4,
    rounds: Annotated[
        int,
        typer.Option(min=1, help="How often, three times over (with --onto once), to go through these and the last."),
    ] = 4,
    onto: Annotated[
        Path | None, typer.Option(help="A model taught before to go on from, instead of the first.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of all that is drawn by chance.")] = 1,
    model: Annotated[Path | None, typer.Option(help="Folder to write; by default the seeds' own.")] = None,
    seeds: Seeds = None,
    output: Output = None,
) -> None:
    """Teach the local coder by coded documents (needs `make env-train`).

    Texts kept aside for testing are never learned from. Threshold and
    calibration are set on a third of the folders, held out once, and on
    the texts kept aside of the last. A million words take some six
    hours.
    """
    import json

    from flows.settings import load_settings
    from flows.train.teach import School, teach

    settings = load_settings(seeds, output)
    school = School(settings.seeds, settings.work, first_rounds, rounds, seed, onto)
    written = (first or [], last or [])
    card = teach(folders, written, model or settings.model, school, lambda line: typer.echo(line, err=True))
    typer.echo(json.dumps(card, indent=2, ensure_ascii=False))


@app.command(epilog="Example: bilateral show f_20b9b5ca")
def show(
    fact: Annotated[str, typer.Argument(help="The fact's id, or as much of its beginning as tells it apart.")],
    seeds: Seeds = None,
    output: Output = None,
) -> None:
    """Print a fact with its parties, claims, works they cite, disputes, flags and decisions.

    The words of a text that may not be published are shown where the text
    is at hand.
    """
    from flows.evidence import Words
    from flows.query import show as lines_of
    from flows.settings import load_settings

    settings = load_settings(seeds, output)
    screen = (width(), shutil.get_terminal_size().lines) if sys.stdout.isatty() else None
    typer.echo("\n".join(lines_of(settings.database, fact, Words(settings).of, screen)))


@app.command(epilog='Example: bilateral sql "SELECT * FROM timeline LIMIT 10"')
def sql(
    query: Annotated[str, typer.Argument(help="A query in DuckDB's SQL.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, all rows.")] = False,
    output: Output = None,
) -> None:
    """Query the database, for reading only."""
    from flows.query import sql as rows_of
    from flows.settings import load_settings

    found = rows_of(load_settings(output=output).database, query)
    if csv:
        typer.echo(found.write_csv(), nl=False)
        return
    print_table([tuple(found.columns), *(tuple("" if v is None else str(v) for v in row) for row in found.iter_rows())])


@app.command(
    epilog='Example: bilateral add paper.pdf --title "Two states" --authors "A. Author" --issued 2019 --may-quote'
)
def add(
    file: Annotated[Path, typer.Argument(help="Document: txt, md, html, pdf, TEI xml.")],
    title: Annotated[str, typer.Option(help="Title.")],
    issued: Annotated[str, typer.Option(help="Date of publication, EDTF.")],
    source_id: Annotated[str | None, typer.Option("--id", help="Short name; by default from the file's.")] = None,
    source_type: Annotated[str, typer.Option("--type", help="article, commentary, brief or other.")] = "other",
    authors: Annotated[str | None, typer.Option(help="Authors, separated by semicolons.")] = None,
    container: Annotated[str | None, typer.Option(help="Journal, book or site.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher.")] = None,
    doi: Annotated[str | None, typer.Option(help="DOI.")] = None,
    url: Annotated[str | None, typer.Option(help="Address on the web.")] = None,
    language: Annotated[str, typer.Option(help="ISO 639 code.")] = "en",
    licence: Annotated[str, typer.Option(help="Terms under which the text may be used.")] = "not stated",
    may_quote: Annotated[bool, typer.Option(help="Whether its words may be published.")] = False,
    derived_from: Annotated[str | None, typer.Option(help="Source that it retells.")] = None,
    coders: Annotated[
        str | None, typer.Option(help="Who codes it, best first: hand, local, llm; hand,local by default.")
    ] = None,
    ship: Annotated[bool, typer.Option(help="Keep the text in seeds/documents, which the repository holds.")] = False,
    seeds: Seeds = None,
) -> None:
    """Register a document, so that the next build reads it."""
    from flows.documents import add as register
    from flows.settings import load_settings

    given = {
        "source_id": source_id,
        "source_type": source_type,
        "title": title,
        "authors": authors,
        "publisher": publisher,
        "container": container,
        "issued": issued,
        "doi": doi,
        "url": url,
        "language": language,
        "licence": licence,
        "may_quote": may_quote,
        "derived_from": derived_from,
        "coders": coders,
    }
    name = register(file, given, load_settings(seeds), ship=ship)
    typer.echo(f"Registered {name}; `bilateral build` reads it.")


def main() -> None:
    """Run the command line; an error that the user can mend is one line, exit status 2."""
    try:
        app()
    except (ValueError, OSError) as error:
        typer.echo(f"bilateral: {_told(error)}", err=True)
        # Prefect keeps the error to the end; DuckDB would then complain of each object that its frames hold.
        traceback.clear_frames(error.__traceback__)
        raise SystemExit(2) from None


def _told(error: Exception) -> str:
    """Return an error as one line; those of the system with the path that they are about."""
    if isinstance(error, UnicodeEncodeError):
        return "a word that was given is not UTF-8: write it anew, or set the terminal to UTF-8"
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}; check the path, and that you may read or write there"
    return str(error)


if __name__ == "__main__":
    main()
