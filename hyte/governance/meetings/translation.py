from modeltranslation.translator import TranslationOptions, register

from hyte.governance.meetings.models import Matter


@register(Matter)
class MatterTranslation(TranslationOptions):
    fields = ("title", "description")
