from modeltranslation.translator import TranslationOptions, register

from hyte.governance.structure import models


@register([models.Theme, models.FocusArea])
class InSetTranslation(TranslationOptions):
    fields = ("name", "set_name", "description")


@register([models.Provision])
class ProvisionTranslation(TranslationOptions):
    fields = ("act", "subject")


@register([models.BodyPeriod])
class BodyPeriodTranslation(TranslationOptions):
    fields = ("name", "mandate", "aim")


@register([models.UnitPeriod, models.SteeringDocument, models.CooperationMeans, models.Term])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register([models.CooperationLevel])
class LevelTranslation(TranslationOptions):
    fields = ("name", "purpose")


@register([models.Post])
class PostTranslation(TranslationOptions):
    fields = ("title", "duties")


@register([models.Duty])
class DutyTranslation(TranslationOptions):
    fields = ("title", "description")


@register([models.Claim])
class ClaimTranslation(TranslationOptions):
    fields = ("text",)
