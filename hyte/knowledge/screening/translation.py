from modeltranslation.translator import TranslationOptions, register

from hyte.knowledge.screening.models import Base, Programme, RuleSet


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "description")


@register(RuleSet)
class RuleSetTranslation(TranslationOptions):
    fields = ("name",)


@register(Base)
class BaseTranslation(TranslationOptions):
    fields = ("name",)
