from modeltranslation.translator import TranslationOptions, register

from hyte.planning.reports.models import Report, ReportTemplate, Section, Statement, TemplateSection


@register(ReportTemplate)
class ReportTemplateTranslation(TranslationOptions):
    fields = ("name", "description")


@register(TemplateSection)
class TemplateSectionTranslation(TranslationOptions):
    fields = ("title", "guidance")


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("title",)


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Statement)
class StatementTranslation(TranslationOptions):
    fields = ("text",)
