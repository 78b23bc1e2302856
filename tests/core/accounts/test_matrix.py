"""Role × operation × area: printed from the rules, and tested against a table that a person can read."""

import pytest

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import OPERATIONS, Principal, may
from hyte.core.areas.models import Organisation
from tests.factories import AreaFactory, MunicipalityFactory, OrganisationFactory, acting

pytestmark = pytest.mark.django_db

KEEPERS = {"coordinator", "official", "administrator"}
SECRETARIES = KEEPERS | {"secretary"}
WORKERS = SECRETARIES | {"analyst", "professional", "auditor"}
ANALYSTS = {"coordinator", "analyst", "administrator"}
# Who may do what in their own area. A new operation fails here until someone has thought about it.
MATRIX = {
    "areas.edit": set(),
    "assessments.answer": ANALYSTS | {"official"},
    "assessments.edit": SECRETARIES | {"analyst"},
    "assessments.edit_templates": {"coordinator", "administrator"},
    "assessments.handle": SECRETARIES,
    "audit.undo": SECRETARIES,
    "indicators.answer_finding": ANALYSTS | {"official"},
    "budgets.edit": KEEPERS,
    "budgets.set_markers": {"coordinator", "administrator"},
    "budgets.tag": KEEPERS | {"analyst"},
    "incentive.approve_list": {"coordinator", "administrator"},
    "incentive.edit": ANALYSTS,
    "incentive.follow_up": KEEPERS,
    "incentive.keep_acts": ANALYSTS | {"official"},
    "indicators.edit": ANALYSTS,
    "indicators.fetch": ANALYSTS,
    "indicators.interpret": ANALYSTS | {"official"},
    "indicators.publish_lost_years": ANALYSTS,
    "indicators.raise_concern": ANALYSTS | {"official"},
    "indicators.see_deaths": ANALYSTS,
    "indicators.see_small_counts": ANALYSTS,
    "indicators.write_finding": ANALYSTS | {"official"},
    "meetings.edit": SECRETARIES,
    "meetings.record_evidence": SECRETARIES,
    "plans.ask_progress": SECRETARIES,
    "plans.change_term": {"coordinator", "administrator"},
    "plans.edit": KEEPERS,
    "plans.handle": {"coordinator", "secretary", "administrator"},
    "plans.report_progress": SECRETARIES,
    "reports.edit_templates": {"coordinator", "administrator"},
    "reports.handle": {"coordinator", "secretary", "administrator"},
    "reports.lead": {"coordinator", "administrator"},
    "reports.write": ANALYSTS | {"official"},
    "screening.compile": {"coordinator", "analyst"},
    "screening.enter_counts": {"analyst"},
    "screening.keep_pilots": {"coordinator", "official", "analyst"},
    "screening.load_counts": {"analyst"},
    "screening.maintain": {"coordinator", "administrator"},
    "structure.answer_for_body": SECRETARIES,
    "structure.ask_chair": SECRETARIES,
    "structure.change_body": KEEPERS,
    "structure.confirm": SECRETARIES,
    "structure.edit": KEEPERS,
    "structure.edit_document": KEEPERS,
    "structure.edit_duty": KEEPERS,
    "structure.edit_seats": SECRETARIES,
    "structure.found_body": KEEPERS,
    "structure.keep_both": KEEPERS,
    "structure.map_themes": KEEPERS,
    "structure.merge_bodies": KEEPERS,
    "structure.set_counterpart": KEEPERS,
    "structure.set_post_contact": SECRETARIES,
    "thread.accept_gap": KEEPERS,
    "thread.see_gaps": WORKERS,
    "workbench.hide_question": KEEPERS,
}


def matrix_row(operation, principals, area):
    return {role for role, principal in principals.items() if may(principal, operation, area)}


def test_each_role_may_do_in_its_own_area_what_the_matrix_says():
    area = AreaFactory()
    principals = {role.value: acting(area, role) for role in Role}

    found = {operation: matrix_row(operation, principals, area) for operation in MATRIX}

    assert found == MATRIX


def test_no_operation_is_left_out_of_a_matrix():
    elsewhere = ("accounts.", "tasks.", "files.", "portal.")

    assert {name for name in OPERATIONS if not name.startswith(elsewhere)} == MATRIX.keys()


@pytest.mark.parametrize("role", list(Role))
def test_no_role_of_another_area_may_do_anything_here(role):
    county = AreaFactory()
    OrganisationFactory(home=county)
    municipality = MunicipalityFactory(county=county)

    for stranger in (acting(AreaFactory(), role), acting(municipality, role)):
        assert [name for name in OPERATIONS if may(stranger, name, county)] == []


def test_a_county_has_no_rights_over_its_municipalities():
    county = AreaFactory()
    municipality = MunicipalityFactory(county=county)

    assert [name for name in OPERATIONS if may(acting(county), name, municipality)] == []


def test_a_visitor_may_change_nothing():
    area = AreaFactory()

    assert [name for name in OPERATIONS if may(Principal(), name, area)] in ([], ["portal.give_feedback"])


def test_an_association_has_no_rights_over_the_area_it_lives_in():
    area = AreaFactory()
    association = Organisation.objects.create(
        key="yhdistys", home=area, name_fi="Yhdistys", kind="association", valid_from="2023-01-01"
    )
    principal = acting(area, "reader")
    principal.user.memberships.update(organisation=association, role="administrator")
    fresh = Principal(user=type(principal.user).objects.get(pk=principal.user.pk))

    assert [name for name in MATRIX if may(fresh, name, area)] == []


def test_an_ended_membership_gives_nothing():
    area = AreaFactory()

    assert [name for name in MATRIX if may(acting(area, valid_until="2024-01-01"), name, area)] == []
