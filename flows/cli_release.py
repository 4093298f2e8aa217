"""The commands about releases that are made: check one, compare two, hand one on, prepare one for an archive."""

# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.terminal import Output, Seeds

commands = typer.Typer()

_NAMED = "folder, version, or latest"


@commands.command(epilog="Example: bilateral verify latest --articles ~/articles")
def verify(
    release: Annotated[str, typer.Argument(help=f"The release: {_NAMED}.")] = "latest",
    articles: Annotated[Path | None, typer.Option(help="Folder of the texts that you hold.")] = None,
    seeds: Seeds = None,
    output: Output = None,
) -> None:
    """Check a release: sums, schemas, keys, references, descriptor, content hashes, diff and validation.

    With --articles also the words: the hash of every claim's place is
    computed anew in each text that is there. A text is found by the name that
    the registry of sources gives it, else by that of its source. Exit status 1
    if anything fails.
    """
    from flows.settings import load_settings
    from flows.verify import verify as check

    settings = load_settings(seeds, output)
    results = check(_folder(release, settings.releases), settings, articles)
    typer.echo("\n".join(line for result in results for line in result.lines()))
    if any(result.failures for result in results):
        raise typer.Exit(1)


@commands.command(epilog="Example: bilateral diff 2026.03.1 latest --html changes.html")
def diff(
    before: Annotated[str, typer.Argument(help=f"The older release: {_NAMED}.")],
    after: Annotated[str, typer.Argument(help=f"The newer release: {_NAMED}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page to this file.")] = None,
    output: Output = None,
) -> None:
    """Tell what changed between two releases: rows, facts and why, schema, inputs."""
    from flows.publish import diff_page
    from flows.publish.diff import compare
    from flows.settings import load_settings

    releases = load_settings(output=output).releases
    found = compare(_folder(before, releases), _folder(after, releases))
    if html is not None:
        html.write_text(diff_page.as_html(found), encoding="utf-8")
        typer.echo(f"Written to {html}.", err=True)
    if as_json or html is None:
        typer.echo(diff_page.as_json(found) if as_json else diff_page.as_text(found), nl=not as_json)


@commands.command(epilog="Example: bilateral publish --to s3://bucket/bilateral")
def publish(
    to: Annotated[str, typer.Option(help="A folder, or a URL that fsspec knows: s3://, gs://, sftp:// ...")],
    release: Annotated[str, typer.Option(help=f"The release: {_NAMED}.")] = "latest",
    output: Output = None,
) -> None:
    """Hand a release on: tables first, the file `latest` last; a version that is there is never overwritten.

    An interrupted upload is taken up where it stopped.
    """
    from flows.publish.upload import upload
    from flows.settings import load_settings

    folder = _folder(release, load_settings(output=output).releases)
    done = upload(folder, to, lambda name: typer.echo(f"  {name}", err=True))
    typer.echo(
        f"Release {done.version}: {done.sent} files sent to {to}, {done.present} were there; latest is {done.latest}."
    )


@commands.command(
    epilog='Example: bilateral deposit latest --to draft --creator "Doe, Jane" --contact jane@example.org'
)
def deposit(
    release: Annotated[str, typer.Argument(help=f"The release: {_NAMED}.")],
    to: Annotated[Path, typer.Option(help="New folder for the draft.")],
    creator: Annotated[list[str], typer.Option(help='Who made the dataset, as "Family, Given"; may be repeated.')],
    contact: Annotated[str, typer.Option(help="E-mail address for questions.")],
    output: Output = None,
) -> None:
    """Prepare the draft of a deposit for Zenodo and Dataverse, as files. It sends nothing: that is for you to do."""
    from flows.publish.deposit import prepare
    from flows.settings import load_settings

    files = prepare(_folder(release, load_settings(output=output).releases), to, creator, contact)
    typer.echo(f"Draft in {to}: {', '.join(file.name for file in files)}. SEND.md says how to send it.")


def _folder(named: str, releases: Path) -> Path:
    """Return the folder of a release that the user names by path, version or `latest`."""
    for folder in (releases / named, releases.parent / named, Path(named)):
        if (folder / "manifest.json").is_file():
            return folder.resolve()
    there = sorted(p.name for p in releases.glob("[0-9]*")) if releases.is_dir() else []
    known = f"there are {', '.join(there)}" if there else "run `bilateral build` first"
    raise ValueError(f"no release {named}: give its folder or version ({known})")
