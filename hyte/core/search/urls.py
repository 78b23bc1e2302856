from django.urls import path

from hyte.core.search import views

app_name = "search"
urlpatterns = [path("haku/", views.show_hits, name="search")]
