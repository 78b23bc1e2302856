from django.urls import path

from hyte.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.show_installation, name="installation"),
    path("<area:area>/", views.show_area, name="area"),
]
