"""Reports for tests: a template with sections, a report begun by it, and a body on its path."""

from datetime import date

from hyte.core.accounts.rules import SYSTEM
from hyte.planning.reports.models import ReportTemplate, TemplateSection
from hyte.planning.reports.operations import writing
from tests.factories import DAY, AreaFactory, MunicipalityFactory

TODAY = date(2026, 5, 1)


def template_of(*kinds, **values):
    """A template of the country with one section of each kind."""
    number = ReportTemplate.objects.count()
    country = AreaFactory(kind="country")
    template = ReportTemplate.objects.create(
        **{"key": f"pohja-{number}", "home": country, "name_fi": "Vuosiraportti", "kind": "yearly", **values}
    )
    for order, kind in enumerate(kinds or ["text"], start=1):
        TemplateSection.objects.create(
            key=f"pohja-{number}-{order}",
            home=country,
            template=template,
            kind=kind,
            title_fi=f"Osa {order}",
            title_sv=f"Avsnitt {order}",
            order=order,
            confirmed_on=DAY,
        )
    return template


def report_of(area=None, *, kinds=("text",), **values):
    """A report that was begun by a template with sections of these kinds."""
    return writing.begin_report(
        area or MunicipalityFactory(),
        **{
            "template": values.pop("template", None) or template_of(*kinds),
            "title": "Hyvinvointiraportti 2025",
            "first": date(2025, 1, 1),
            "last": date(2025, 12, 31),
            "by": SYSTEM,
            "today": TODAY,
            **values,
        },
    )
