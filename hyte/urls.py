from allauth.socialaccount.providers.openid_connect.views import callback as come_back
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from hyte.core.search.views import show_hits
from hyte.portal.api import api
from hyte.portal.views import guide_robots, say_healthy

# One mount for every page of an area, so that the area is read once, whatever the page.
area_pages = [
    path("", include("hyte.governance.structure.urls")),
    path("", include("hyte.governance.meetings.urls")),
    path("", include("hyte.knowledge.incentive.urls")),
    path("", include("hyte.knowledge.indicators.urls")),
    path("", include("hyte.knowledge.screening.urls")),
    path("", include("hyte.planning.plans.urls")),
    path("", include("hyte.planning.budgets.urls")),
    path("", include("hyte.workbench.urls")),
    path("", include("hyte.planning.reports.urls")),
    path("", include("hyte.planning.assessments.urls")),
    path("", include("hyte.core.search.urls")),
    path("", include("hyte.core.audit.urls")),
    path("", include("hyte.core.exchange.urls")),
    path("", include("hyte.core.thread.urls")),
    path("", include("hyte.core.files.urls")),
]
urlpatterns = [
    path("healthz", say_healthy, name="healthz"),
    path("robots.txt", guide_robots, name="robots"),
    path("api/v1/", api.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    *i18n_patterns(
        path("", include("hyte.core.tasks.urls")),
        path("", include("hyte.core.tasks.account_urls")),
        path("tili/", include("allauth.urls")),
        path("haku/", show_hits, name="search-everywhere"),
        path("<area:area>/", include(area_pages)),
        path("", include("hyte.portal.urls")),
        prefix_default_language=False,
    ),
    # Last, so that an identity provider is told one address to come back to, whatever the language.
    path("tili/oidc/<slug:provider_id>/login/callback/", come_back, name="openid_connect_callback"),
]
