"""Wellbeing reports: their templates, sections and sentences, the bodies that handle them, and what was approved."""

from hyte.planning.reports.models.handling import HandlingStep
from hyte.planning.reports.models.reports import Report, ReportLayout, Section, Statement
from hyte.planning.reports.models.snapshots import DocumentImport, ReportSnapshot
from hyte.planning.reports.models.templates import ReportTemplate, TemplateSection

__all__ = [
    "DocumentImport",
    "HandlingStep",
    "Report",
    "ReportLayout",
    "ReportSnapshot",
    "ReportTemplate",
    "Section",
    "Statement",
    "TemplateSection",
]
