import copy
import gc

import pytest
from django.utils import translation
from xdist.scheduler import LoadFileScheduling

from tests.browser.chromium import MISSING, find_chromium
from tests.prepared import migrate_once

DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The migrations are run once, however many workers and runs of the tests there are."""
    migrate_once()


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


class OneBrowser(LoadFileScheduling):
    """A file at a time to each worker, and all that is driven in a browser to one: it shares one installation."""

    def _split_scope(self, nodeid):
        return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log)


def pytest_addoption(parser):
    parser.addoption("--touching-database", action="store_true", help="leave out the tests that touch no database")


def pytest_collection_modifyitems(config, items):
    """What touches no database cannot differ between two of them, so it is run on one."""
    if config.getoption("--touching-database"):
        apart = [item for item in items if not _touches_database(item)]
        items[:] = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=apart)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What is loaded by now stays to the end, so the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def _touches_database(item):
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)


def pytest_terminal_summary(terminalreporter):
    """Say once, and not for each test, that there was no browser to drive."""
    if terminalreporter.stats.get("skipped") and find_chromium() is None:
        terminalreporter.write_line(f"Browser tests were skipped: {MISSING}.")
