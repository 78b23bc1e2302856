from django.urls import include, path

from hyte.portal import views

app_name = "portal"
area_pages = [
    path("", views.show_area, name="area"),
    path("osallistu/", views.show_ways_to_take_part, name="take-part"),
    path("saavutettavuus/", views.show_accessibility, name="accessibility"),
    path("saavutettavuus/muokkaa/", views.edit_accessibility, name="accessibility-edit"),
    path("palaute/", views.give_feedback, name="feedback"),
    path("palautteet/", views.list_feedback, name="feedback-list"),
    path("palautteet/<int:number>/", views.show_feedback, name="feedback-answer"),
]
urlpatterns = [
    path("", views.show_installation, name="installation"),
    path("tietosuoja/", views.show_privacy, name="privacy"),
    path("avoin-data/", views.show_open_data, name="open-data"),
    path("<area:area>/", include(area_pages)),
]
