"""Keys that are made of other keys: valid and free however long the names are."""

from __future__ import annotations

import pytest

from hyte.core.areas.models import KEY
from hyte.core.areas.text import cut_key
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.keys import numbered_key, part_key
from tests.factories import AreaFactory, BodyFactory

pytestmark = pytest.mark.django_db
LONG = "-".join(["kyla"] * 40)


@pytest.mark.parametrize("longest", range(70, 101))
def test_a_key_made_of_a_long_one_is_valid_wherever_it_is_cut(longest):
    KEY(f"{cut_key(LONG, longest)}-osa")
    KEY(numbered_key(LONG[:longest], model=Body))


def test_parts_of_records_whose_keys_begin_alike_have_their_own_keys():
    BodyFactory(home=AreaFactory(), key=part_key(f"{LONG}-a", "osa", 1, model=Body))

    key = part_key(f"{LONG}-b", "osa", 1, model=Body)

    KEY(key)
    assert not Body.objects.filter(key=key).exists()
    assert part_key("lyhyt", "osa", 1, model=Body) == "lyhyt-osa-1"
