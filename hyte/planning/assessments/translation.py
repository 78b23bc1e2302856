from modeltranslation.translator import TranslationOptions, register

from hyte.planning.assessments import models


@register(models.AssessmentTemplate)
class TemplateTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.Perspective)
class PerspectiveTranslation(TranslationOptions):
    fields = ("name", "questions")


@register(models.Assessment)
class AssessmentTranslation(TranslationOptions):
    fields = ("title", "subject", "recommendation", "decided_by")


@register(models.Alternative)
class AlternativeTranslation(TranslationOptions):
    fields = ("name", "description")


@register(models.Effect)
class EffectTranslation(TranslationOptions):
    fields = ("reason", "grounds")


@register(models.Crossing)
class CrossingTranslation(TranslationOptions):
    fields = ("note",)


@register(models.Hearing)
class HearingTranslation(TranslationOptions):
    fields = ("who", "statement", "effect", "not_asked_reason")


@register(models.AssessmentNeed)
class NeedTranslation(TranslationOptions):
    fields = ("reason",)


@register(models.Prediction)
class PredictionTranslation(TranslationOptions):
    fields = ("measure",)


@register(models.PredictionAnswer)
class AnswerTranslation(TranslationOptions):
    fields = ("note",)
