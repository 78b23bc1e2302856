from django.urls import path

from hyte.governance.structure import downloads  # noqa: F401 - the lists give their files
from hyte.governance.structure.views import bodies, documents, duties, endings, focus_areas, overlaps, people, themes, picture

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
    path("rakenne/", picture.show_picture, name="picture"),
    path("rakenne/kuva.svg", picture.download_svg, name="picture-svg"),
    path("rakenne/kuva.pdf", picture.download_pdf, name="picture-pdf"),
    path("rakenne/organisaatio/", picture.show_organisation, name="organisation"),
    path("rakenne/muutokset/", picture.show_changes, name="changes"),
    path("tehtavat/", duties.show_duties, name="duties"),
    path("tehtavat/<slug:key>/", duties.show_duty, name="duty"),
    path("tehtavat/<slug:key>/<slug:word>/", duties.act_on_duty, name="duty-act"),
    path("saannokset/", duties.show_provisions, name="provisions"),
    path("saannokset/<slug:key>/", duties.show_provision, name="provision"),
    path("saannokset/<slug:key>/<slug:word>/", duties.act_on_provision, name="provision-act"),
    path("painopisteet/", focus_areas.show_focus_areas, name="focus-areas"),
    path("painopisteet/<slug:key>/", focus_areas.show_focus_area, name="focus-area"),
    path(
        "painopisteet/<slug:key>/vastinpari/<area:municipality>/", focus_areas.name_counterpart, name="counterpart"
    ),
    path("asiakirjat/", documents.show_documents, name="documents"),
    path("asiakirjat/linkit/tarkista/", documents.start_link_check, name="links-check"),
    path("asiakirjat/<slug:key>/", documents.show_document, name="document"),
    path("asiakirjat/<slug:key>/<slug:word>/", documents.act_on_document, name="document-act"),
    path("linkit/<slug:key>/<slug:word>/", documents.act_on_link, name="link-act"),
    path("karjet/", themes.show_themes, name="themes"),
    path("karjet/vastaavuus/", themes.map_themes, name="theme-map"),
    path("karjet/vastaavuus/<int:number>/poista/", themes.remove_mapping, name="theme-unmap"),
    path("karjet/<slug:key>/", themes.show_theme, name="theme"),
    path("henkilot/", people.show_people, name="people"),
    path("henkilot/<slug:key>/", people.show_person, name="person"),
    path("henkilot/<slug:key>/yhteystiedot/", people.edit_contact, name="person-contact"),
    path("virat/<slug:key>/", people.show_post, name="post"),
    path("yksikot/<slug:key>/", people.show_unit, name="unit"),
    path("paattyvat/", endings.show_endings, name="ending"),
    path("yhteistyomalli/", endings.show_cooperation, name="cooperation"),
]
