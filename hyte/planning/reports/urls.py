from django.urls import URLPattern, path

from hyte.planning.reports.views import brought, comparing, files, handling, reading, sections, writing

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
    path("raportit/<slug:key>/tuonti/", brought.bring, name="import-begin"),
    path("raportit/<slug:key>/tuonti/<slug:document>/", brought.show_document, name="import"),
    path("raportit/<slug:key>/tuonti/<slug:document>/hylkaa/", brought.drop, name="import-drop"),
    path("raportit/<slug:key>/lauseet/<int:number>/<slug:word>/", sections.act_on_statement, name="statement-act"),
]
reading_urls: list[URLPattern] = [
    path("raportit/julkaistut/", reading.show_published, name="published"),
    path("raportit/<slug:key>/", reading.show_report, name="report"),
    path("raportit/<slug:key>/selkokieli/", reading.show_plain, name="plain"),
    path("raportit/<slug:key>/vertaa/", comparing.compare, name="compare"),
    path("raportit/<slug:key>/raportti.pdf", files.show_pdf, name="report-pdf"),
    path("raportit/<slug:key>/rapport.pdf", files.show_swedish_pdf, name="report-swedish-pdf"),
    path("raportit/<slug:key>/raportti.json", files.show_json, name="report-json-file"),
    path("raportit/<slug:key>/tiedosto/", files.make_file, name="make-file"),
    path("raportit/<slug:key>/kasittely/", handling.show_handling, name="handling"),
    path("raportit/<slug:key>/kasittely/<slug:word>/", handling.act_on_handling, name="handling-act"),
    path("raportit/<slug:key>/kunnat/<slug:municipality>/", handling.show_municipality, name="municipality"),
    path("raportit/<slug:key>/vaiheet/<slug:step>/<slug:word>/", handling.act_on_step, name="step-act"),
]
urlpatterns = [*writing_urls, *reading_urls]
