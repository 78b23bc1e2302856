"""Every field that a history can tell of has a name for a reader."""

import pytest
from django.apps import apps
from django.utils import translation

from hyte.core.audit.field_words import field_word, has_word
from hyte.core.audit.recording import _own_fields

# Written beside the acts, not by them.
NOT_RECORDED = {"audit", "search", "exchange"}
NOT_IN_CHANGES = {"Job", "Digest", "SignedLink", "Invitation", "OwnTable"}


def recorded_models():
    for model in apps.get_models(include_auto_created=True):
        own = model._meta.app_config.name.startswith("hyte.")
        if own and model._meta.app_label not in NOT_RECORDED and model.__name__ not in NOT_IN_CHANGES:
            yield pytest.param(model, id=model._meta.label)


@pytest.mark.parametrize("model", recorded_models())
def test_each_field_of_a_recorded_model_has_a_word_to_translate(model):
    assert [field.name for field in _own_fields(model) if not has_word(field)] == []


def test_a_tie_is_said_in_words_and_not_as_a_column():
    period = apps.get_model("structure", "BodyPeriod")

    with translation.override("en"):
        words = {name: field_word(period._meta.get_field(name)) for name in ("of", "parent", "owner_unit", "name")}

    assert words == {
        "of": "record that the period is of",
        "parent": "under",
        "owner_unit": "unit that owns it",
        "name": "name",
    }
