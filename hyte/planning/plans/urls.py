from django.urls import path

from hyte.planning.plans.views import actions, answers, book, overviews, plans, shared, terms

app_name = "plans"
urlpatterns = [
    path("suunnitelmat/", plans.show_plans, name="plans"),
    path("suunnitelmat/uusi/", plans.begin, name="plan-begin"),
    path("suunnitelmat/seuranta/", plans.show_watched, name="watched"),
    path("suunnitelmat/matriisi/", overviews.show_matrix, name="matrix"),
    path("suunnitelmat/kattavuus/", overviews.show_coverage, name="coverage"),
    path("suunnitelmat/aikajana/", overviews.show_timeline, name="timeline"),
    path("suunnitelmat/muutokset/", shared.show_changed, name="changed"),
    path("suunnitelmat/muutokset/<slug:word>/<int:number>/", shared.tick, name="tick"),
    path("suunnitelmat/perheet/uusi/", plans.found, name="family-begin"),
    path("suunnitelmat/perheet/<slug:key>/", plans.show_family, name="family"),
    path("suunnitelmat/tavoitteet/<slug:key>/", actions.show_objective, name="objective"),
    path("suunnitelmat/tavoitteet/<slug:key>/toimenpide/", actions.add_action, name="action-add"),
    path("suunnitelmat/tavoitteet/<slug:key>/<slug:word>/", actions.act_on_objective, name="objective-act"),
    path("suunnitelmat/toimenpiteet/<slug:key>/", actions.show_action, name="action"),
    path("suunnitelmat/toimenpiteet/<slug:key>/<slug:word>/", actions.act_on_action, name="action-act"),
    path("suunnitelmat/mittarit/<slug:key>/<slug:word>/", actions.act_on_measure, name="measure-act"),
    path("suunnitelmat/tekstit/", shared.show_texts, name="texts"),
    path("suunnitelmat/tekstit/uusi/", shared.write, name="text-write"),
    path("suunnitelmat/tekstit/<slug:key>/", shared.show_text, name="text"),
    path("suunnitelmat/tekstit/<slug:key>/<slug:word>/", shared.act_on_text, name="text-act"),
    path("suunnitelmat/<slug:key>/", plans.show_plan, name="plan"),
    path("suunnitelmat/<slug:key>/versiot/<int:number>/", plans.show_version, name="version"),
    path("suunnitelmat/<slug:key>/tyokirja/", book.download, name="book-file"),
    path("suunnitelmat/<slug:key>/vertaa/", overviews.compare, name="compare"),
    path("suunnitelmat/<slug:key>/kausi/", terms.show_term, name="term"),
    path("suunnitelmat/<slug:key>/kausi/siirra/", terms.carry, name="carry"),
    path("suunnitelmat/<slug:key>/kausi/paata/", terms.end, name="term-end"),
    path("suunnitelmat/<slug:key>/kausi/<slug:word>/<slug:of>/", terms.choose, name="fate"),
    path(
        "suunnitelmat/<slug:key>/paikat/<slug:word>/<int:number>/<slug:act>/", shared.act_on_placing, name="placing-act"
    ),
    path("suunnitelmat/<slug:key>/vastaa/<slug:word>/<slug:of>/", answers.answer, name="answer"),
    path("suunnitelmat/<slug:key>/vastaa/<slug:word>/<slug:of>/peru/", answers.take_back, name="answer-take-back"),
    path("suunnitelmat/<slug:key>/<slug:word>/", plans.act_on_plan, name="plan-act"),
]
