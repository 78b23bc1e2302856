from django.urls import path

from hyte.planning.assessments.views import assessments, parts

app_name = "assessments"
urlpatterns = [
    path("arvioinnit/", assessments.show_assessments, name="assessments"),
    path("arvioinnit/uusi/", assessments.begin, name="begin"),
    path("arvioinnit/kasautuminen/", assessments.show_pile_up, name="pile-up"),
    path("arvioinnit/ennusteet/", parts.show_predictions, name="predictions"),
    path("arvioinnit/ennusteet/<slug:key>/<slug:word>/", parts.act_on_prediction, name="prediction-act"),
    path("arvioinnit/pohjat/<slug:key>/", assessments.show_template, name="template"),
    path("arvioinnit/tarpeet/<slug:key>/", assessments.judge_need, name="need"),
    path("arvioinnit/osat/<slug:word>/<slug:key>/<slug:act>/", parts.act_on_part, name="part-act"),
    path("arvioinnit/<slug:key>/", assessments.show_assessment, name="assessment"),
    path("arvioinnit/<slug:key>/nopea/", parts.fill_light, name="light"),
    path("arvioinnit/<slug:key>/arviointi.pdf", assessments.give_pdf, name="assessment-pdf"),
    path("arvioinnit/<slug:key>/vaikutus/<slug:alternative>/<slug:perspective>/", parts.add_effect, name="effect-add"),
    path("arvioinnit/<slug:key>/ristiin/<slug:first>/<slug:second>/", parts.note_crossing, name="crossing"),
    path("arvioinnit/<slug:key>/<slug:word>/", assessments.act_on_assessment, name="assessment-act"),
]
