from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class AreaKind(TextChoices):
    COUNTRY = "country", _("country")
    REGION = "region", _("region")
    COUNTY = "county", _("wellbeing services county")
    MUNICIPALITY = "municipality", _("municipality")


class OrganisationKind(TextChoices):
    COUNTY = "county", _("wellbeing services county")
    MUNICIPALITY = "municipality", _("municipality")
    REGIONAL_COUNCIL = "regional_council", _("regional council")
    STATE = "state", _("state body")
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company")
    EDUCATION = "education", _("educational institution")
    PROGRAMME = "programme", _("programme or project")
    OTHER = "other", _("other")


# Only these govern an area: a membership in one of them gives rights over the area's records.
AUTHORITIES = {OrganisationKind.COUNTY, OrganisationKind.MUNICIPALITY}
