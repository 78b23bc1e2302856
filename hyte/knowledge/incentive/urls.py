from django.urls import path

from hyte.knowledge.incentive import views

app_name = "incentive"
urlpatterns = [
    path("tieto/hyte-kerroin/", views.show_standing, name="standing"),
    path("tieto/hyte-kerroin/seuranta/", views.show_follow_up, name="follow-up"),
    path("tieto/hyte-kerroin/seuranta/aloita/", views.begin, name="begin"),
    path("tieto/hyte-kerroin/seuranta/<slug:key>/<slug:word>/", views.act_on_answering, name="answer-act"),
    path("tieto/hyte-kerroin/entajos/", views.show_what_if, name="what-if"),
    path("tieto/hyte-kerroin/teot/uusi/", views.add_act, name="act-add"),
    path("tieto/hyte-kerroin/teot/<slug:key>/<slug:word>/", views.act_on_act, name="act-act"),
    path("tieto/hyte-kerroin/tulokset/uusi/", views.add_result, name="result-add"),
    path("tieto/hyte-kerroin/tulokset/<slug:key>/<slug:word>/", views.act_on_result, name="result-act"),
    path("tieto/hyte-kerroin/luettelot/<slug:key>/", views.show_set, name="set"),
    path("tieto/hyte-kerroin/luettelot/<slug:key>/<slug:word>/", views.act_on_set, name="set-act"),
]
