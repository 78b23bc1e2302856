from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    *i18n_patterns(
        path("tili/", include("allauth.urls")),
        path("", include("hyte.portal.urls")),
        prefix_default_language=False,
    ),
]
