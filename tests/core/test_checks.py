"""What the database refuses is told in words."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from tests.factories import DAY, PersonFactory


def test_every_check_has_its_sentence():
    nameless = [
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith("hyte.")
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        and constraint.violation_error_message == CheckConstraint.default_violation_error_message
    ]

    assert nameless == []


@pytest.mark.django_db
def test_an_end_before_the_start_is_said_without_the_name_of_the_check():
    person = PersonFactory(valid_from=DAY)
    person.valid_until = DAY.replace(year=DAY.year - 1)

    with pytest.raises(ValidationError) as refused:
        person.full_clean()

    assert "person_ends_after_start" not in str(refused.value)
