"""A record's history tells its own changes, also when it came with a thousand others."""

from datetime import date

import pytest
from django.urls import reverse

from hyte.core.audit.models import AuditEntry
from hyte.core.audit.queries import described
from hyte.core.audit.recording import Refused
from hyte.core.exchange.folders import files_in
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.sheets import sheet_named
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.merging import merge_bodies
from tests.factories import AreaFactory, BodyFactory, acting, member

pytestmark = pytest.mark.django_db


def test_a_loaded_records_history_is_its_own_and_undo_leads_to_a_page_that_exists(client):
    area = AreaFactory()
    by = acting(area)
    content = b"key,name,kind,valid_from\na,Ensimmainen,network,2023-01-01\nb,Toinen,network,2023-01-01\n"
    apply_plan(plan_load([(sheet_named("bodies"), "bodies.csv", content)], by=by, area=area), title="bodies.csv")
    entry, body = AuditEntry.objects.get(verb="loaded"), Body.objects.get(key="b")

    told = {change.after for change in described(entry, body)}

    assert "Toinen" in told
    assert "Ensimmainen" not in told
    client.force_login(member(area))
    response = client.post(reverse("audit:undo", args=[area, entry.pk]), {"record": "structure.body:b"}, follow=True)
    assert (response.status_code, Body.objects.count()) == (200, 0)


def test_a_merge_before_the_bodies_are_known_is_refused():
    area = AreaFactory()
    kept, merged = BodyFactory(home=area), BodyFactory(home=area)

    with pytest.raises(Refused):
        merge_bodies(kept, merged, version=1, day=date(2000, 1, 1), by=acting(area))

    assert not Body.objects.filter(merged_into__isnull=False).exists()


def test_a_folder_without_tables_or_with_a_draft_is_told(tmp_path):
    assert [error.row for error in files_in(tmp_path)[1]] == [None]
    (tmp_path / "draft.csv").write_text("name,day\n")
    (tmp_path / "themes.ods").write_bytes(b"x")

    assert sorted(error.file for error in files_in(tmp_path)[1]) == ["draft.csv", "themes.ods"]
