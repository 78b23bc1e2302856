from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class BodyKind(TextChoices):
    COUNCIL = "council", _("council")
    BOARD = "board", _("board")
    COMMITTEE = "committee", _("committee")
    SECTION = "section", _("section")
    PARTICIPATION_COUNCIL = "participation_council", _("council for participation")
    ADVISORY_COUNCIL = "advisory_council", _("advisory council")
    LEADERSHIP_GROUP = "leadership_group", _("leadership group")
    WORKING_GROUP = "working_group", _("working group")
    NETWORK = "network", _("network")
    ENTERPRISE = "enterprise", _("public enterprise")
    COOPERATION_BODY = "cooperation_body", _("cooperation body")
    FORUM = "forum", _("forum")
    MANAGEMENT = "management", _("board of an institution")
    OTHER = "other", _("other body")


# Names of members of these are public by law; elsewhere a seat starts as a role only.
STATUTORY = {BodyKind.COUNCIL, BodyKind.BOARD, BodyKind.COMMITTEE, BodyKind.SECTION, BodyKind.MANAGEMENT}


class Permanence(TextChoices):
    PERMANENT = "permanent", _("permanent")
    FIXED_TERM = "fixed_term", _("fixed-term")
    UNKNOWN = "unknown", _("not known")


class Picture(TextChoices):
    """Where on the structure picture something stands."""

    COUNTY_BODY = "county_body", _("the county's organs")
    INTERFACE_BODY = "interface_body", _("advisory councils of the interfaces")
    COOPERATION = "cooperation", _("cooperation with the personnel")
    COORDINATORS = "coordinators", _("coordinators of the municipalities")
    HYTE_NETWORK = "hyte_network", _("networks of wellbeing and health")
    PREVENTION_NETWORK = "prevention_network", _("networks of preventive work")
    ASSOCIATION_BODY = "association_body", _("associations")


class UnitKind(TextChoices):
    ORGANISATION = "organisation", _("organisation")
    GROUP_ADMINISTRATION = "group_administration", _("group administration")
    SECTOR = "sector", _("sector")
    RESPONSIBILITY = "responsibility", _("area of responsibility")
    UNIT = "unit", _("unit")
    GROUPING = "grouping", _("grouping")


class SeatRole(TextChoices):
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice_chair", _("vice chair")
    MEMBER = "member", _("member")
    DEPUTY = "deputy", _("deputy")
    PRESENTER = "presenter", _("presenting official")
    SECRETARY = "secretary", _("secretary")
    EXPERT = "expert", _("expert")


class SeatPublicity(TextChoices):
    NAME = "name", _("name is public")
    ROLE = "role", _("role only is public")
    SIGNED_IN = "signed_in", _("signed-in users only")


class ProvisionKind(TextChoices):
    LAW = "law", _("law")
    RULE = "rule", _("administrative rule")


class ProvisionStatus(TextChoices):
    CITED = "cited", _("cited by a source, not read")
    READ = "read", _("read in the law")
    CONFIRMED = "confirmed", _("confirmed")


# What nobody has read cannot be confirmed; reading and confirming may be repeated on a later day.
PROVISION_NEXT = {
    ProvisionStatus.CITED: {ProvisionStatus.READ},
    ProvisionStatus.READ: {ProvisionStatus.READ, ProvisionStatus.CONFIRMED},
    ProvisionStatus.CONFIRMED: {ProvisionStatus.READ, ProvisionStatus.CONFIRMED},
}


class Frequency(TextChoices):
    CONTINUOUS = "continuous", _("continuously")
    YEARLY = "yearly", _("every year")
    EVERY_TWO_YEARS = "every_two_years", _("every two years")
    PER_COUNCIL_TERM = "per_council_term", _("once in a council term")
    ONCE = "once", _("once")
    UNKNOWN = "unknown", _("not known")


# In how many days new evidence is expected; none where the rhythm gives no clock.
EVIDENCE_DAYS = {Frequency.YEARLY: 365, Frequency.EVERY_TWO_YEARS: 730, Frequency.PER_COUNCIL_TERM: 1461}


class DocumentKind(TextChoices):
    REPORT = "report", _("report")
    PLAN = "plan", _("plan")
    REPORT_AND_PLAN = "report_and_plan", _("report and plan")
    PROGRAMME = "programme", _("programme")
    STRATEGY = "strategy", _("strategy")
    RULE = "rule", _("rule")
    MODEL = "model", _("model")
    OTHER = "other", _("other document")


class MappingKind(TextChoices):
    SUCCEEDS = "succeeds", _("follows")
    CORRESPONDS = "corresponds", _("corresponds to")
    PARTLY = "partly", _("corresponds partly to")


class AppointmentAct(TextChoices):
    PROPOSES = "proposes", _("proposes")
    DECIDES_COMPOSITION = "decides_composition", _("decides on the composition")
    SETS_CONDITIONS = "sets_conditions", _("decides on the conditions of work")
    APPOINTS = "appoints", _("appoints")
    ACCEPTS_RULES = "accepts_rules", _("accepts the rules of procedure")


class LinkFault(TextChoices):
    NONE = "", _("works")
    DEAD = "dead", _("does not open")
    SAME = "same", _("same address for different things")
    FRONT_PAGE = "front_page", _("leads only to a front page")
    MISMATCH = "mismatch", _("text and link disagree")


class Answer(TextChoices):
    LIVES = "lives", _("The body works as described")
    CHANGED = "changed", _("Something has changed")
    ENDED = "ended", _("The body has ended")
