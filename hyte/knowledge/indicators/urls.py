from django.urls import path

from hyte.knowledge.indicators.views import catalogue, indicator, profile, sets, words

app_name = "indicators"
urlpatterns = [
    path("tieto/", catalogue.show_catalogue, name="catalogue"),
    path("tieto/profiili/", profile.show_profile, name="profile"),
    path("tieto/asukkaat/", profile.show_population, name="population"),
    path("tieto/erot/", profile.show_inequality, name="inequality"),
    path("tieto/joukot/", sets.show_sets, name="sets"),
    path("tieto/joukot/<slug:key>/", sets.show_set, name="set"),
    path("tieto/joukot/<slug:key>/<int:number>/jata-pois/", sets.leave_out, name="set-leave-out"),
    path("tieto/joukot/<slug:key>/<slug:omission>/ota-takaisin/", sets.take_back, name="set-take-back"),
    path("tieto/ilot-ja-huolet/", words.show_concerns, name="concerns"),
    path("tieto/ilot-ja-huolet/uusi/", words.raise_concern, name="concern-raise"),
    path("tieto/ilot-ja-huolet/<slug:key>/", words.show_concern, name="concern"),
    path("tieto/ilot-ja-huolet/<slug:key>/<slug:word>/", words.act_on_concern, name="concern-act"),
    path("tieto/alueprofiili/", words.show_region_profile, name="region-profile"),
    path("tieto/tulkinnat/<slug:key>/peru/", words.withdraw_words, name="words-withdraw"),
    # An indicator's key may be any word, so these stand last: pages with a word of their own come before them.
    path("tieto/<slug:key>/", indicator.show_indicator, name="indicator"),
    path("tieto/<slug:key>/luvut.<slug:kind>", indicator.download, name="download"),
    path("tieto/<slug:key>/tulkitse/", words.write_words, name="words"),
]
