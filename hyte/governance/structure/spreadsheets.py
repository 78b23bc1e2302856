"""The structure register's sheets: the starting data and a coordinator's file go through the same door."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area, Organisation, worker_areas
from hyte.core.exchange.columns import Choice, Day, Number, Ref, Refs, Text, Url, Whole, Words, YesNo
from hyte.core.exchange.planning import Plan, Row
from hyte.core.exchange.sheets import COMMON, HOME, KEY_COLUMN, PERIOD_COMMON, SOURCE, Sheet, register
from hyte.governance.structure import choices, models
from hyte.governance.structure.checks import check_contacts, circle_in, seat_outside_body

EDIT = "structure.edit"
NAMES = (Text("name", attribute="name_fi", required=True), Text("name_sv"))


def check_parents(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """No record is above itself, whichever way the rows and the register join."""
    for row in circle_in(rows, plan):
        yield row, "parent", _("the parent is below the record itself"), _("a parent that is not below this record")


def check_seats(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """A seat's days lie within its body's life."""
    for row, sentence in seat_outside_body(rows, plan):
        yield row, "valid_from", sentence, _("days within the body's life")


def check_counterparts(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """A counterpart is someone."""
    for row in rows:
        if not row.value("post") and not row.value("person"):
            yield row, "person", _("neither a post nor a person is given"), _("the key of a post or a person")


def conceal_holder(seat: Any, user: Any) -> frozenset[str]:
    """A seat's holder goes out only to those who may see the name."""
    return frozenset() if seat.name_for(user) else frozenset({"person"})


def conceal_person(record: Any, user: Any) -> frozenset[str]:
    """Who holds a post or is a counterpart goes out to the workers of its area; a person's key is made of the name."""
    return frozenset() if record.home_id in worker_areas(user) else frozenset({"holder", "person"})


IN_SET: tuple[Any, ...] = (
    KEY_COLUMN,
    *NAMES,
    Text("set", attribute="set_name", required=True),
    Whole("order"),
    Text("description", attribute="description_fi"),
)

register(
    Sheet(
        name="terms",
        title=gettext_lazy("Terms of office"),
        model=models.Term,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *NAMES,
            Ref("organisation", model=Organisation),
            HOME,
            Day("valid_from"),
            Day("valid_until"),
            SOURCE,
        ),
    ),
    Sheet(
        name="provisions",
        title=gettext_lazy("Provisions"),
        model=models.Provision,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Text("act", required=True),
            Text("number"),
            Text("section", required=True),
            Choice("kind", choices=choices.ProvisionKind, required=True),
            Choice("status", choices=choices.ProvisionStatus, default="cited"),
            Day("status_on"),
            Url("link"),
            Text("subject"),
            *COMMON,
        ),
    ),
    Sheet(name="themes", title=gettext_lazy("Themes"), model=models.Theme, operation=EDIT, columns=(*IN_SET, *COMMON)),
    Sheet(
        name="theme_mappings",
        title=gettext_lazy("Mappings of themes"),
        model=models.ThemeMapping,
        operation=EDIT,
        identity=("source", "target"),
        columns=(
            Ref("source", model=models.Theme, required=True),
            Ref("target", model=models.Theme, required=True),
            Choice("kind", choices=choices.MappingKind, required=True),
            Text("note"),
        ),
    ),
    Sheet(
        name="focus_areas",
        title=gettext_lazy("Focus areas"),
        model=models.FocusArea,
        operation=EDIT,
        columns=(*IN_SET, *COMMON),
    ),
    Sheet(
        name="units",
        title=gettext_lazy("Units"),
        model=models.Unit,
        period_model=models.UnitPeriod,
        operation=EDIT,
        check=check_parents,
        columns=(
            KEY_COLUMN,
            Text("name", attribute="period.name_fi", required=True),
            Text("name_sv", attribute="period.name_sv"),
            Choice("kind", attribute="period.kind", choices=choices.UnitKind, required=True),
            Ref("organisation", model=Organisation, required=True),
            Ref("parent", attribute="period.parent", model=models.Unit),
            Whole("order", attribute="period.order"),
            Url("website"),
            *PERIOD_COMMON,
        ),
    ),
    Sheet(
        name="people",
        title=gettext_lazy("People"),
        model=models.Person,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Text("name", required=True),
            Ref("organisation", model=Organisation),
            Text("email"),
            Text("phone"),
            Text("contact_purpose"),
            Day("contact_expires_on"),
            YesNo("is_minor"),
            *COMMON,
        ),
    ),
    Sheet(
        name="posts",
        title=gettext_lazy("Posts"),
        model=models.Post,
        operation=EDIT,
        check=check_contacts,
        conceals=conceal_person,
        columns=(
            KEY_COLUMN,
            Text("title", attribute="title_fi", required=True),
            Text("title_sv"),
            Ref("unit", model=models.Unit),
            Ref("organisation", model=Organisation),
            Ref("holder", model=models.Person),
            YesNo("is_fixed_term"),
            Text("duties"),
            Text("phone"),
            Text("email"),
            Url("contact_page"),
            Day("contact_confirmed_on"),
            Whole("order"),
            *COMMON,
        ),
    ),
    Sheet(
        name="bodies",
        title=gettext_lazy("Bodies and networks"),
        model=models.Body,
        period_model=models.BodyPeriod,
        operation=EDIT,
        check=check_parents,
        columns=(
            KEY_COLUMN,
            Text("name", attribute="period.name_fi", required=True),
            Text("name_sv", attribute="period.name_sv"),
            Choice("kind", attribute="period.kind", choices=choices.BodyKind, required=True),
            Ref("parent", attribute="period.parent", model=models.Body),
            Text("heading"),
            Text("wording"),
            Words("aliases"),
            Text("mandate", attribute="period.mandate_fi"),
            Ref("provision", attribute="period.provision", model=models.Provision),
            Text("founding_act", attribute="period.founding_act"),
            Text("aim", attribute="period.aim_fi"),
            Ref("owner", attribute="period.owner", model=Organisation),
            Ref("owner_unit", attribute="period.owner_unit", model=models.Unit),
            Ref("presenter", attribute="period.presenter", model=models.Post),
            Choice("permanence", attribute="period.permanence", choices=choices.Permanence, default="unknown"),
            Day("ends_on", attribute="period.ends_on"),
            Text("meets", attribute="period.meets"),
            Url("rules_url", attribute="period.rules_url"),
            Refs("parties", model=Organisation),
            Words("party_names"),
            Refs("areas", model=Area),
            Refs("focus_areas", model=models.FocusArea),
            Refs("themes", model=models.Theme),
            Choice("picture", choices=choices.Picture),
            Whole("order"),
            YesNo("is_plural"),
            YesNo("is_uncertain"),
            Text("uncertainty"),
            *PERIOD_COMMON,
        ),
    ),
    Sheet(
        name="appointment_steps",
        title=gettext_lazy("Steps of appointment"),
        model=models.AppointmentStep,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("body", model=models.Body, required=True),
            Whole("order"),
            Choice("act", choices=choices.AppointmentAct, required=True),
            Ref("by", attribute="by_body", model=models.Body, required=True),
            Ref("provision", model=models.Provision),
            Text("note"),
            HOME,
        ),
    ),
    Sheet(
        name="successions",
        title=gettext_lazy("Successions of bodies"),
        model=models.Succession,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("predecessor", model=models.Body, required=True),
            Ref("successor", model=models.Body, required=True),
            Text("note"),
            HOME,
            SOURCE,
        ),
    ),
    Sheet(
        name="seats",
        title=gettext_lazy("Seats"),
        model=models.Seat,
        operation=EDIT,
        check=check_seats,
        conceals=conceal_holder,
        columns=(
            KEY_COLUMN,
            Ref("body", model=models.Body, required=True),
            Choice("role", choices=choices.SeatRole, required=True),
            Ref("person", model=models.Person),
            Ref("post", model=models.Post),
            Ref("represents", model=Organisation),
            Ref("deputy_of", model=models.Seat),
            Ref("appointed_by", model=models.Body),
            Ref("term", model=models.Term),
            Choice("publicity", choices=choices.SeatPublicity, default="role"),
            *COMMON,
        ),
    ),
    Sheet(
        name="duties",
        title=gettext_lazy("Duties"),
        model=models.Duty,
        operation=EDIT,
        check=check_parents,
        columns=(
            KEY_COLUMN,
            Text("title", attribute="title_fi", required=True),
            Text("title_sv"),
            Text("description", attribute="description_fi"),
            Ref("provision", model=models.Provision),
            Ref("parent", model=models.Duty),
            Ref("organisation", model=Organisation),
            Ref("body", model=models.Body),
            Ref("unit", model=models.Unit),
            Choice("frequency", choices=choices.Frequency, default="unknown"),
            Whole("order"),
            *COMMON,
        ),
    ),
    Sheet(
        name="documents",
        title=gettext_lazy("Steering documents"),
        model=models.SteeringDocument,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *NAMES,
            Choice("kind", choices=choices.DocumentKind, required=True),
            Words("aliases"),
            Ref("owner", model=Organisation),
            Day("period_start"),
            Day("period_end"),
            Text("version", gettext_lazy("version"), attribute="edition"),
            Ref("approved_by", model=models.Body),
            Text("approved_by_name"),
            Day("approved_on"),
            Words("languages"),
            Refs("themes", model=models.Theme),
            Refs("focus_areas", model=models.FocusArea),
            Refs("bodies", model=models.Body),
            YesNo("picture", attribute="on_picture"),
            Whole("order"),
            *COMMON,
        ),
    ),
    Sheet(
        name="document_links",
        title=gettext_lazy("Links of documents"),
        model=models.DocumentLink,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("document", model=models.SteeringDocument, required=True),
            Url("url", required=True),
            Text("text"),
            Text("language"),
            HOME,
        ),
    ),
    Sheet(
        name="counterparts",
        title=gettext_lazy("Counterparts"),
        model=models.Counterpart,
        operation=EDIT,
        check=check_counterparts,
        conceals=conceal_person,
        columns=(
            KEY_COLUMN,
            Ref("focus_area", model=models.FocusArea, required=True),
            Ref("post", model=models.Post),
            Ref("person", model=models.Person),
            *COMMON,
        ),
    ),
    Sheet(
        name="cooperation_levels",
        title=gettext_lazy("Levels of cooperation with associations"),
        model=models.CooperationLevel,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Whole("order"),
            *NAMES,
            YesNo("is_funded"),
            Text("purpose", attribute="purpose_fi"),
            *COMMON,
        ),
    ),
    Sheet(
        name="cooperation_means",
        title=gettext_lazy("Means of cooperation with associations"),
        model=models.CooperationMeans,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("level", model=models.CooperationLevel, required=True),
            Whole("order"),
            Text("name", attribute="name_fi", required=True),
            HOME,
        ),
    ),
    Sheet(
        name="claims",
        title=gettext_lazy("Facts about the area as sources stated them"),
        model=models.Claim,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Text("text", attribute="text_fi", required=True),
            Number("value"),
            Text("unit"),
            Whole("year"),
            Ref("organisation", model=Organisation),
            HOME,
            SOURCE,
        ),
    ),
)
