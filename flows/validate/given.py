"""The rows that a table is given: numbered, read in batches, and searched for keys and references by DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import quoted
from schemas.models import polars_schema
from schemas.tables import Table

_BATCH = 65_536  # rows; what a table takes of memory grows with it, not with the table


def batches(files: Iterable[Path]) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield the rows of Parquet files in order, each batch with the number of its first row; one at least a file."""
    start = 0
    for file in files:
        with pq.ParquetFile(file) as opened:
            if opened.metadata.num_rows == 0:
                yield start, pl.DataFrame(opened.schema_arrow.empty_table())
            for batch in opened.iter_batches(_BATCH):
                yield start, pl.DataFrame(batch)
                start += batch.num_rows


def n_rows(file: Path) -> int:
    """Return how many rows a Parquet file holds."""
    return int(pq.read_metadata(file).num_rows)


@dataclass(frozen=True, slots=True)
class Given:
    """The rows of a table in one or more Parquet files of its columns, numbered from 0 in the files' order."""

    table: Table
    files: Sequence[Path]
    connection: duckdb.DuckDBPyConnection

    def repeated(self) -> list[int]:
        """Return the numbers of rows whose key an earlier row has."""
        key = ", ".join(self.table.key)
        twice = f"SELECT {key} FROM {self._numbered()} GROUP BY ALL HAVING count(*) > 1"
        # Keys that stand once, as nearly all do, need no sorting.
        same = " AND ".join(f"r.{k} IS NOT DISTINCT FROM t.{k}" for k in self.table.key)
        order = ", ".join(f"r.{k}" for k in self.table.key)
        return self._numbers(
            f"SELECT number FROM {self._numbered()} r SEMI JOIN ({twice}) t ON {same} "
            f"QUALIFY row_number() OVER (PARTITION BY {order} ORDER BY number) > 1"
        )

    def write_firsts(self, target: Path) -> None:
        """Write the first row of each key to the file `target`, in order."""
        columns, key = ", ".join(c.name for c in self.table.columns), ", ".join(self.table.key)
        self.connection.execute(
            f"COPY (SELECT {columns} FROM {self._numbered()} "
            f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY number) = 1 ORDER BY number) "
            f"TO {quoted(target)} (FORMAT parquet)"
        )

    def orphans(self, column: str, key: str, parent: Path) -> list[int]:
        """Return the numbers of rows whose `column` names no `key` of the Parquet file `parent`."""
        return self._orphans(column, key, f"read_parquet({_list([parent])})")

    def orphans_within(self, column: str, key: str, refused: Iterable[int]) -> list[int]:
        """Return the numbers of rows whose `column` names no `key` of the rows that are not refused."""
        self.connection.register("refused", pl.DataFrame({"number": list(refused)}, schema={"number": pl.Int64}))
        return self._orphans(column, key, f"(SELECT {key} FROM {self._numbered()} ANTI JOIN refused USING (number))")

    def split(self, refused: Iterable[int], kept: Path) -> pl.DataFrame:
        """Write all rows but those refused to the file `kept`, and return the refused ones in order."""
        empty = pl.DataFrame(schema=polars_schema(self.table))
        numbers = pl.Series(list(refused), dtype=pl.UInt32).implode()
        lost = [empty]
        with pq.ParquetWriter(kept, _arrow(empty).schema, compression="zstd") as writer:
            for start, data in batches(self.files):
                is_lost = pl.arange(start, start + data.height, dtype=pl.UInt32, eager=True).is_in(numbers)
                lost.append(data.filter(is_lost))
                writer.write_table(_arrow(data.filter(~is_lost)))
        return pl.concat(lost)

    def _orphans(self, column: str, key: str, parent: str) -> list[int]:
        return self._numbers(
            f"SELECT number FROM {self._numbered()} r ANTI JOIN {parent} p ON r.{column} = p.{key} "
            f"WHERE r.{column} IS NOT NULL ORDER BY number"
        )

    def _numbered(self) -> str:
        starts = list(accumulate((n_rows(file) for file in self.files), initial=0))
        numbered = f"*, file_row_number + {starts}[file_index::BIGINT + 1] AS number"
        return f"(SELECT {numbered} FROM read_parquet({_list(self.files)}))"

    def _numbers(self, query: str) -> list[int]:
        return [number for (number,) in self.connection.execute(query).fetchall()]


def _arrow(data: pl.DataFrame) -> pa.Table:
    # Parquet knows no views of strings, which is how Polars holds them.
    return data.to_arrow(compat_level=pl.CompatLevel.oldest())


def _list(files: Iterable[Path]) -> str:
    return f"[{', '.join(map(quoted, files))}]"
