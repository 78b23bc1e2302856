from django.urls import path

from hyte.governance.structure import downloads  # noqa: F401 - the lists give their files
from hyte.governance.structure.views import bodies, overlaps

app_name = "structure"
urlpatterns = [
    path("toimielimet/", bodies.show_bodies, name="bodies"),
    path("toimielimet/uusi/", bodies.found, name="body-found"),
    path("toimielimet/vahvista/", bodies.confirm, name="bodies-confirm"),
    path("toimielimet/<slug:key>/", bodies.show_body, name="body"),
    path("toimielimet/<slug:key>/<slug:word>/", bodies.act_on_body, name="body-act"),
    path("paikat/<slug:key>/<slug:word>/", bodies.act_on_seat, name="seat-act"),
    path("paallekkaisyydet/", overlaps.show_overlaps, name="overlaps"),
    path("paallekkaisyydet/pida/", overlaps.keep, name="overlaps-keep"),
]
