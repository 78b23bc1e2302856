from modeltranslation.translator import TranslationOptions, register

from hyte.core.areas.models import Area, Organisation


@register(Area)
class AreaTranslation(TranslationOptions):
    fields = ("name",)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name",)
