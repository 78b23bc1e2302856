from django.urls import path

from hyte.governance.meetings import views

app_name = "meetings"
urlpatterns = [
    path("kokoukset/", views.show_meetings, name="meetings"),
    path("kokoukset/uusi/", views.plan, name="meeting-plan"),
    path("kokoukset/<slug:key>/", views.show_meeting, name="meeting"),
    path("kokoukset/<slug:key>/<slug:word>/", views.act_on_meeting, name="meeting-act"),
    path("asiat/", views.show_matters, name="matters"),
    path("asiat/uusi/", views.open_new, name="matter-open"),
    path("asiat/<slug:key>/", views.show_matter, name="matter"),
    path("asiat/<slug:key>/<slug:word>/", views.act_on_matter, name="matter-act"),
    path("paatokset/", views.show_decisions, name="decisions"),
    path("naytto/<slug:key>/<slug:word>/", views.act_on_evidence, name="evidence-act"),
    path("sidos/<int:number>/poista/", views.untie, name="untie"),
    path("sidos/<slug:kind>/<slug:key>/", views.tie, name="tie"),
    path("naytto/uusi/<slug:kind>/<slug:key>/", views.record_new, name="evidence"),
]
