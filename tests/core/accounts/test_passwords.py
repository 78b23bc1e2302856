import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError

from hyte.core.accounts.passwords import MinimumLengthValidator


def test_a_short_password_is_refused_in_our_words():
    assert [v for v in get_default_password_validators() if isinstance(v, MinimumLengthValidator)]

    with pytest.raises(ValidationError) as refused:
        validate_password("lyhyt")

    assert "This password is too short" not in " ".join(refused.value.messages)
