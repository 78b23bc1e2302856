import copy
import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.conf import settings as project_settings
from django.db import connection
from django.db.backends.sqlite3.creation import DatabaseCreation
from django.utils import translation

from tests.browser.chromium import MISSING, find_chromium

DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}
PREPARED = Path(__file__).parent.parent / ".pytest_cache" / "databases"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """On SQLite the migrations are run once and their database kept, until a migration changes: they take half a minute."""
    if connection.vendor != "sqlite":
        return
    migrate = DatabaseCreation.create_test_db

    def create(self, *arguments, **named):
        prepared = PREPARED / f"{_hash_of_migrations()}.sqlite3"
        if not prepared.exists():
            name = migrate(self, *arguments, **named)
            _copy_to(prepared, self.connection.connection)
            return name
        name = self._get_test_db_name()
        self.connection.close()
        project_settings.DATABASES[self.connection.alias]["NAME"] = self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        with closing(sqlite3.connect(prepared)) as source:
            source.backup(self.connection.connection)
        return name

    DatabaseCreation.create_test_db = create


def _hash_of_migrations():
    """Changes with every migration of the project or of what it stands on."""
    told = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            told.update(f"{app.label} {path.name}".encode() + path.read_bytes())
    return told.hexdigest()[:20]


def _copy_to(prepared, database):
    """Whole or not at all, for several workers may do the same at once."""
    prepared.parent.mkdir(parents=True, exist_ok=True)
    for old in prepared.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    part = prepared.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(part)) as target:
        database.backup(target)
    part.replace(prepared)


@pytest.fixture(autouse=True)
def storages(settings, tmp_path):
    """Stored files live in the test's own folder; static files need no collecting."""
    changed = copy.deepcopy(settings.STORAGES)
    changed["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "files")},
    }
    changed["releases"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "numbers" / "releases")},
    }
    changed["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = changed
    settings.DATA_FOLDER = tmp_path
    settings.NUMBERS_FOLDER = tmp_path / "numbers"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for invented people
    # Factories make rows without recording an act, so a page kept from before would not show them.
    settings.KEPT_PAGES = 0


@pytest.fixture(autouse=True)
def finnish(settings):
    """Each test starts in Finnish, whatever language the one before it asked a page in."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def pytest_addoption(parser):
    parser.addoption("--touching-database", action="store_true", help="leave out the tests that touch no database")


def pytest_collection_modifyitems(config, items):
    """What touches no database cannot differ between two of them, so it is run on one."""
    if config.getoption("--touching-database"):
        apart = [item for item in items if not _touches_database(item)]
        items[:] = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=apart)


def _touches_database(item):
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)


def pytest_terminal_summary(terminalreporter):
    """Say once, and not for each test, that there was no browser to drive."""
    if terminalreporter.stats.get("skipped") and find_chromium() is None:
        terminalreporter.write_line(f"Browser tests were skipped: {MISSING}.")
