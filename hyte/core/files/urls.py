from django.urls import path

from hyte.core.files import views

app_name = "files"
urlpatterns = [
    path("tiedostot/", views.files, name="files"),
    path("tiedostot/uusi/", views.upload, name="upload"),
    path("tiedostot/<slug:key>/", views.file, name="file"),
    path("tiedostot/<slug:key>/lataa/", views.download, name="download"),
    path("tiedostot/<slug:key>/julkisuus/", views.publicity, name="publicity"),
    path("tiedostot/<slug:key>/jaa/", views.share, name="share"),
    path("tiedostot/<slug:key>/jaa/<int:pk>/poista/", views.unshare, name="unshare"),
    path("tiedostot/<slug:key>/poista-nakyvista/", views.withdraw, name="withdraw"),
]
