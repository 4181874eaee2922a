"""A database for each site of the benchmark: a file each, or databases of their own beside the one that is named."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

__all__ = ["Database"]


class Database:
    """`address` is empty for SQLite, else that of a PostgreSQL whose user may make databases. Two runs at once have
    names of their own; a run that is killed leaves its databases behind."""

    def __init__(self, address: str, folder: Path, name: str) -> None:
        self._server = address if address.startswith("postgres") else ""
        self.name = f"abspann_bench_{os.getpid()}_{name}"
        self.file = folder / "db.sqlite3"
        self.url = self._beside() if self._server else f"sqlite:///{self.file}"

    def _beside(self) -> str:
        return urlunsplit(urlsplit(self._server)._replace(path=f"/{self.name}"))

    def create(self) -> None:
        if self._server:
            self.drop()
            self._on_server(f"CREATE DATABASE {self.name}")

    def drop(self) -> None:
        if self._server:
            self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode())

    def rows(self, query: str) -> list[Any]:
        if self._server:
            with psycopg.connect(self.url) as connection:
                return connection.execute(query.encode()).fetchall()
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(query).fetchall()

    @property
    def processes(self) -> Callable[[], Iterable[int]]:
        """The processes of PostgreSQL that work for this database; on another machine they are not seen."""
        if not self._server:
            return tuple
        query = f"SELECT pid FROM pg_stat_activity WHERE datname = '{self.name}' AND pid <> pg_backend_pid()"  # noqa: S608
        return lambda: [pid for (pid,) in self.rows(query) if _is_postgres(pid)]

    @property
    def version(self) -> str:
        query = "SHOW server_version" if self._server else "SELECT sqlite_version()"
        return f"{'PostgreSQL' if self._server else 'SQLite'} {self.rows(query)[0][0]}"


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
    except OSError:
        return False
