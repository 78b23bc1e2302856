from django.urls import path

from hyte.core.thread import views

app_name = "thread"
urlpatterns = [
    path("puutteet/", views.show_gaps, name="gaps"),
    path("puutteet/hyvaksy/", views.accept, name="gap-accept"),
    path("puutteet/hyvaksytyt/<int:pk>/palauta/", views.withdraw, name="gap-withdraw"),
]
