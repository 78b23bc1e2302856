import copy

import pytest
from django.utils import translation

from tests.browser.chromium import MISSING, find_chromium


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


def pytest_terminal_summary(terminalreporter):
    """Say once, and not for each test, that there was no browser to drive."""
    if terminalreporter.stats.get("skipped") and find_chromium() is None:
        terminalreporter.write_line(f"Browser tests were skipped: {MISSING}.")
