"""Effects beforehand: templates, assessments with their alternatives and effects, hearings, predictions, what was decided on."""

from hyte.planning.assessments.models.assessments import Alternative, Assessment, Crossing, Effect
from hyte.planning.assessments.models.following import AssessmentSnapshot, Prediction, PredictionAnswer
from hyte.planning.assessments.models.hearings import AssessmentNeed, Hearing
from hyte.planning.assessments.models.templates import AssessmentTemplate, Perspective

__all__ = [
    "Alternative",
    "Assessment",
    "AssessmentNeed",
    "AssessmentSnapshot",
    "AssessmentTemplate",
    "Crossing",
    "Effect",
    "Hearing",
    "Perspective",
    "Prediction",
    "PredictionAnswer",
]
