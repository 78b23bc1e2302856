from django.urls import path

from hyte.knowledge.indicators.views import catalogue, datasets, indicator, lost_years, profile, sets, tables, words

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
    path("tieto/menetetyt-elinvuodet/", lost_years.show_lost_years, name="lost-years"),
    path("tieto/menetetyt-elinvuodet/julkaise/", lost_years.publish, name="lost-years-publish"),
    path("tieto/menetetyt-elinvuodet/julkaisut/<slug:key>/peru/", lost_years.unpublish, name="lost-years-withdraw"),
    path("tieto/menetetyt-elinvuodet/julkaisut/<slug:key>/havainto/", lost_years.write, name="finding-write"),
    path("tieto/menetetyt-elinvuodet/havainnot/<slug:key>/", lost_years.show_finding, name="finding"),
    path("tieto/menetetyt-elinvuodet/havainnot/<slug:key>/peru/", lost_years.withdraw, name="finding-withdraw"),
    path("tieto/menetetyt-elinvuodet/havainnot/<slug:key>/vastaa/", lost_years.answer, name="finding-answer"),
    path("tieto/menetetyt-elinvuodet/vastaukset/<slug:key>/<slug:word>/", lost_years.act_on_answer, name="answer-act"),
    path("tieto/tulkinnat/<slug:key>/peru/", words.withdraw_words, name="words-withdraw"),
    path("tieto/tuoreus/", datasets.show_freshness, name="freshness"),
    path("tieto/aineistot/<slug:key>/", datasets.show_dataset, name="dataset"),
    path("tieto/aineistot/<slug:key>/hae/", datasets.fetch, name="fetch"),
    path("tieto/aineistot/<slug:key>/omat-luvut/", tables.hand_in, name="own-figures"),
    path("tieto/aineistot/<slug:key>/malli.<slug:kind>", tables.example, name="own-example"),
    path("tieto/julkaisut/<slug:hash>/", datasets.show_release, name="release"),
    path("tieto/julkaisut/<slug:hash>/luvut.<slug:kind>", datasets.download_release, name="release-file"),
    path("tieto/omat-luvut/<int:pk>/", tables.preview, name="own-table"),
    path("tieto/omat-luvut/<int:pk>/tallenna/", tables.apply, name="own-table-apply"),
    # An indicator's key may be any word, so these stand last: pages with a word of their own come before them.
    path("tieto/<slug:key>/", indicator.show_indicator, name="indicator"),
    path("tieto/<slug:key>/luvut.<slug:kind>", indicator.download, name="download"),
    path("tieto/<slug:key>/tulkitse/", words.write_words, name="words"),
]
