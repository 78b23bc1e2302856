from django.urls import URLPattern, path

from hyte.planning.reports.views import sections, writing

app_name = "reports"
# Fixed words stand before the keys of reports.
writing_urls: list[URLPattern] = [
    path("raportit/", writing.show_reports, name="reports"),
    path("raportit/uusi/", writing.begin, name="report-begin"),
    path("raportit/pohjat/<slug:key>/", writing.show_template, name="template"),
    path("raportit/<slug:key>/kirjoita/", writing.show_writing, name="writing"),
    path("raportit/<slug:key>/kirjoita/<slug:word>/", writing.act_on_report, name="report-act"),
    path("raportit/<slug:key>/osat/<slug:section>/", sections.show_section, name="section"),
    path("raportit/<slug:key>/osat/<slug:section>/<slug:word>/", sections.act_on_section, name="section-act"),
    path("raportit/<slug:key>/lauseet/", writing.make_sentences, name="sentences"),
    path("raportit/<slug:key>/lauseet/<int:number>/<slug:word>/", sections.act_on_statement, name="statement-act"),
]
reading_urls: list[URLPattern] = []
urlpatterns = [*writing_urls, *reading_urls]
