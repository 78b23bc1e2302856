from django.urls import URLPattern, path

from hyte.planning.reports.views import writing

app_name = "reports"
# Fixed words stand before the keys of reports.
writing_urls: list[URLPattern] = [
    path("raportit/", writing.show_reports, name="reports"),
]
reading_urls: list[URLPattern] = []
urlpatterns = [*writing_urls, *reading_urls]
