"""Shares as readers write them."""

from __future__ import annotations

import pytest
from django.utils import translation

from hyte.knowledge.screening.templatetags.screening_words import percent


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, ""),
        (0.0, "0,0\u00a0%"),
        (40 / 141_800, "alle\u00a00,1\u00a0%"),
        (0.0005, "0,1\u00a0%"),
        (0.035, "3,5\u00a0%"),
        (1.0, "100,0\u00a0%"),
    ],
)
def test_a_share_that_is_not_zero_is_never_written_as_zero(share, words):
    with translation.override("fi"):
        assert percent(share) == words
