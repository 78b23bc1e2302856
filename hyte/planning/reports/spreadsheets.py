"""Sheets of report templates and their sections."""

from django.utils.translation import gettext_lazy as _

from hyte.core.exchange.columns import Choice, Text, Whole, Words
from hyte.core.exchange.references import Ref
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import CONFIRMED, DATES, HOME, KEY_COLUMN, SOURCE, register
from hyte.knowledge.indicators.models import IndicatorSet
from hyte.knowledge.indicators.spreadsheets.numbers import KNOWN, in_languages
from hyte.planning.reports.choices import ReportKind, SectionKind
from hyte.planning.reports.models import ReportTemplate, TemplateSection
from hyte.planning.reports.rules import TEMPLATES

register(
    Sheet(
        name="report_templates",
        title=_("Report templates"),
        model=ReportTemplate,
        operation=TEMPLATES,
        columns=(
            KEY_COLUMN,
            Choice("kind", choices=ReportKind, required=True),
            *in_languages("name", required=True),
            *in_languages("description"),
            Whole("order"),
            HOME,
            *DATES,
            CONFIRMED,
            SOURCE,
        ),
    ),
    Sheet(
        name="report_template_sections",
        title=_("Sections of report templates"),
        model=TemplateSection,
        operation=TEMPLATES,
        columns=(
            KEY_COLUMN,
            Ref("template", model=ReportTemplate, required=True),
            Choice("kind", choices=SectionKind, default="text"),
            *in_languages("title", required=True),
            *in_languages("guidance"),
            Words("aliases"),
            Text("asked_by"),
            Ref("indicator_set", model=IndicatorSet),
            Whole("order"),
            *KNOWN,
        ),
    ),
)
