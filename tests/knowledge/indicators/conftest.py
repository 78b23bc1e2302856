import pytest
from django.utils import translation

from tests.knowledge.indicators.figures import county_of_two


@pytest.fixture
def areas():
    """A county, Lahti and Sysmä; sentences are read as they are written."""
    with translation.override("en"):
        yield county_of_two()
