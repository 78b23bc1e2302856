"""Whatever is asked of the open data, it answers as its description says and never breaks."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from hyte.portal.api import api
from hyte.wsgi import application
from tests.portal.test_api import county, fill, lahti  # noqa: F401 - fixtures

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
schema.app = application


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_address_keeps_its_word(case, filled):
    case.call_and_validate(checks=[not_a_server_error, response_schema_conformance, content_type_conformance])


@pytest.fixture
def filled(county, lahti):  # noqa: F811
    for number in range(2):
        fill(county, lahti, number)
    # A served request gives its connection back when it ends; the test's transaction lives on that connection.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
