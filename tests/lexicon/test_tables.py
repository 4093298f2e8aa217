"""The loader refuses what the tables must not hold, in one line that says where and what to do."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.lexicon.actors import load_actors
from schemas.vocabulary import ACTOR_TYPE, NAME_TYPE

HEADERS = {
    "actors.csv": "actor_id,name,actor_type,iso3,valid_from,valid_to,basis",
    "actor_names.csv": "actor_id,name,name_type,valid_from,valid_to,basis",
    "leaders.csv": "actor_id,name,family,office,valid_from,valid_to,basis",
    "state_codes.csv": "actor_id,iso3,ccode_cow,gwcode,valid_from,valid_to,basis",
    "not_actors.csv": "phrase,why",
    "given_names.csv": "name,basis",
}
GOOD = {
    "actors.csv": ["RUR,Ruritania,state,,1900-01-01,,made up", "STR,Strelsau League,igo,,,,made up"],
    "actor_names.csv": ["RUR,Ruritanian,demonym,,,made up"],
    "leaders.csv": ["RUR,Rudolf Elphberg,Elphberg,king,1894-01-01,1897-12-31,made up"],
    "state_codes.csv": ["RUR,,999,999,1900-01-01,1910-12-31,made up", "RUR,,999,,1911-01-01,,made up"],
    "not_actors.csv": ["{demonym} Rhapsody,music", "{given} Ruritania,person"],
    "given_names.csv": ["Flavia,made up"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rows in GOOD.items():
        (tmp_path / name).write_text("\n".join([HEADERS[name], *rows, ""]), encoding="utf-8")
    return tmp_path


def test_good_tables_load(folder: Path) -> None:
    actors = load_actors(folder)
    mentions = actors.mentions("Elphberg heard the Ruritanian Rhapsody in the Ruritanian capital.")
    assert [m.name for m in mentions] == ["Elphberg", "Ruritanian"]
    assert [m.name for m in actors.mentions("Flavia Ruritania met Ruritania.")] == ["Ruritania"]


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("actors.csv", "RUR,Again,state,,,,made up", "repeats the actor_id 'RUR'"),
        ("actors.csv", "ABC,Other,kingdom,,,,made up", "unknown actor_type 'kingdom'"),
        ("actors.csv", "ABC,Other,state,,1900-13-01,,made up", "write the day as yyyy-mm-dd"),
        ("leaders.csv", "RUR,Michael Strelsau,,duke,94,,made up", "the year as yyyy"),
        ("actors.csv", "ABC,Other,state,,1901-01-01,1900-01-01,made up", "before it starts"),
        ("actors.csv", "ABC,Other,state,,,,", "basis ''"),
        ("actors.csv", "ABC,Other,state", "more or fewer fields"),
        ("actor_names.csv", "XXX,Nobody,short,,,made up", "unknown actor_id 'XXX'"),
        ("actor_names.csv", "RUR,Rudolf,leader,,,made up", "unknown name_type 'leader'"),
        ("actor_names.csv", "RUR,Ruritanian,short,1900-01-01,,made up", "overlaps an earlier row"),
        ("actor_names.csv", "RUR, Strelsau,capital,,,made up", "without blanks at its ends"),
        ("leaders.csv", "RUR,Michael Strelsau,Hentzau,duke,,,made up", "family name 'Hentzau'"),
        ("leaders.csv", "RUR,Rudolf Elphberg,Elphberg,king,1896-01-01,,made up", "overlaps an earlier row"),
        ("leaders.csv", "RUR,Rudolf Elphbérg,,king,1896-01-01,,made up", "overlaps an earlier row"),
        ("state_codes.csv", "RUR,,999,999,1950-01-01,,made up", "overlaps an earlier row"),
        ("state_codes.csv", "STR,,x9,,,,made up", "ccode_cow 'x9'"),
        ("not_actors.csv", "Ruritanian,a name", "stops the actor name 'Ruritanian'"),
        ("not_actors.csv", "{ocean} Post,newspaper", "unknown name type 'ocean'"),
        ("not_actors.csv", "{demonym} {capital} Post,newspaper", "has 2 name types"),
        ("not_actors.csv", "{demonym} Rhapsody,music", "repeats the phrase"),
        ("given_names.csv", "Flavia,made up", "repeats the name 'Flavia'"),
    ],
)
def test_bad_rows_are_refused(folder: Path, table: str, row: str, words: str) -> None:
    with (folder / table).open("a", encoding="utf-8") as out:
        out.write(row + "\n")
    line = len(GOOD[table]) + 2
    with pytest.raises(ValueError, match=r"row \d+ .+: .+") as refused:
        load_actors(folder)
    message = str(refused.value)
    assert f"{table} row {line} " in message
    assert words in message
    assert "\n" not in message


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "leaders.csv").unlink()
    with pytest.raises(ValueError, match=r"leaders\.csv is missing"):
        load_actors(folder)


def test_other_columns_are_refused(folder: Path) -> None:
    (folder / "leaders.csv").write_text("actor_id,name\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"make its first line actor_id,name,family"):
        load_actors(folder)


@pytest.mark.parametrize("name", [*HEADERS])
def test_the_shipped_tables_are_sorted(name: str) -> None:
    path = Path(__file__).resolve().parents[2] / "seeds" / "lexicon" / name
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEADERS[name] + "\n")
    keys = [line.split(",")[0] for line in text.splitlines()[1:] if not line.startswith('"')]
    assert keys == sorted(keys)


def test_a_row_with_years_alone_spans_them_and_says_so(folder: Path) -> None:
    with (folder / "leaders.csv").open("a", encoding="utf-8") as out:
        out.write("RUR,Michael Strelsau,,duke,1890,1894,made up\nRUR,Fritz Tarlenheim,,envoy,1895-03-01,1896,made up\n")
    exact, years, mixed = load_actors(folder).leaders
    assert (years.period.start, years.period.end) == (date(1890, 1, 1), date(1894, 12, 31))
    assert (mixed.period.start, mixed.period.end) == (date(1895, 3, 1), date(1896, 12, 31))
    assert (exact.to_the_day, years.to_the_day, mixed.to_the_day) == (True, False, False)


def test_the_shipped_tables_use_every_type(tmp_path: Path) -> None:
    source = Path(__file__).resolve().parents[2] / "seeds" / "lexicon"
    shutil.copytree(source, tmp_path / "lexicon")
    actors = load_actors(tmp_path / "lexicon")
    assert {a.actor_type for a in actors.actors.values()} == set(ACTOR_TYPE)
    assert {n.name_type for n in actors.names} == set(NAME_TYPE) - {"leader"}
    assert sum(a.actor_type == "igo" for a in actors.actors.values()) >= 60
