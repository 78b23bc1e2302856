"""A migrated database, made once and then copied: the migrations take half a minute, and every worker needs what they make."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.creation import DatabaseCreation as OnPostgres
from django.db.backends.sqlite3.creation import DatabaseCreation as OnSqlite

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "databases"
LOCK = 612_2021  # any number that all workers agree on
MIGRATED = "hyte_migrated_"
migrate_on_postgres = OnPostgres.create_test_db


def migrate_once() -> None:
    """Let each test database be a copy of the first one, until a migration changes."""
    if connection.vendor == "sqlite":
        OnSqlite.create_test_db = _copy_file
    else:
        OnPostgres.create_test_db = _copy_template


def migrated_file() -> Path:
    """A migrated SQLite database."""
    file = KEPT / f"{_hash_of_migrations()}.sqlite3"
    if not file.exists():
        _migrate(file)
    return file


def _hash_of_migrations() -> str:
    """Changes with every migration of the project or of what it stands on."""
    told = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            told.update(f"{app.label} {path.name}".encode() + path.read_bytes())
    return told.hexdigest()[:20]


def _migrate(file: Path) -> None:
    """As an installation does it; kept whole or not at all, for several workers may do the same at once."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        environment = {**os.environ, "HYTE_DATA": folder}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "hyte.cli", "migrate", "--no-input", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        (Path(folder) / "hyte.sqlite3").replace(file)


def _copy_file(self, *_arguments, **_named) -> str:
    file = migrated_file()
    name = _turn_to_own(self)
    with closing(sqlite3.connect(file)) as source:
        source.backup(self.connection.connection)
    return name


def _copy_template(self, *arguments, **named) -> str:
    """On a server a database is copied by its name; whoever comes while the first one migrates waits for it."""
    prepared = f"{MIGRATED}{_hash_of_migrations()}"
    with self._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this connection ends
        if self._database_exists(cursor, prepared):
            self.connection.settings_dict["TEST"]["TEMPLATE"] = prepared
            self._create_test_db(verbosity=0, autoclobber=True)
            return _turn_to_own(self)
        name = migrate_on_postgres(self, *arguments, **named)
        self.connection.close()
        self.connection.close_pool()  # nobody may be in a database while it is copied
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [MIGRATED])
        for (old,) in cursor.fetchall():
            cursor.execute(f"DROP DATABASE {old}")
        cursor.execute(f"CREATE DATABASE {prepared} TEMPLATE {self._quote_name(name)}")
        return name


def _turn_to_own(creation: OnSqlite | OnPostgres) -> str:
    """Connect to the test database that was made instead of to the project's own."""
    creation.connection.close()
    name = creation._get_test_db_name()
    settings.DATABASES[creation.connection.alias]["NAME"] = creation.connection.settings_dict["NAME"] = name
    creation.connection.ensure_connection()
    return name
