from django.urls import path

from hyte.core.exchange import views

app_name = "exchange"
urlpatterns = [
    path("tuonti/", views.upload, name="upload"),
    path("tuonti/<int:pk>/", views.preview, name="preview"),
    path("tuonti/<int:pk>/tallenna/", views.apply, name="apply"),
    path("taulukot/<str:name>/", views.download, name="download"),
    path("taulukot/<str:name>/malli/", views.example, name="example"),
]
