from django.urls import path

from hyte.knowledge.screening.views import calculators, entered, pilots, programmes, sites

app_name = "screening"
urlpatterns = [
    path("seulonnat/", programmes.show_programmes, name="programmes"),
    path("seulonnat/toimipaikat/uusi/", sites.add, name="site-add"),
    path("seulonnat/toimipaikat/<slug:key>/", sites.show_site, name="site"),
    path("seulonnat/toimipaikat/<slug:key>/kirjaa/<slug:programme>/", entered.enter_month, name="enter"),
    path("seulonnat/toimipaikat/<slug:key>/poista/<int:number>/", entered.remove, name="remove-counts"),
    path("seulonnat/toimipaikat/<slug:key>/<slug:word>/", sites.act_on_site, name="site-act"),
    path("seulonnat/pilotit/", pilots.show_pilots, name="pilots"),
    path("seulonnat/pilotit/uusi/", pilots.begin, name="pilot-begin"),
    path("seulonnat/pilotit/<slug:key>/", pilots.show_pilot, name="pilot"),
    path("seulonnat/pilotit/<slug:key>/<slug:word>/", pilots.act_on_pilot, name="pilot-act"),
    path("seulonnat/laskurit/audit-c/", calculators.audit_c, name="audit-c"),
    path("seulonnat/laskurit/frat/", calculators.frat, name="frat"),
    path("seulonnat/saannostot/<slug:key>/<slug:word>/", programmes.act_on_rule_set, name="rule-set-act"),
    path("seulonnat/koosteet/<slug:key>/<slug:word>/", programmes.act_on_compilation, name="compilation-act"),
    path("seulonnat/ohjelmat/uusi/", programmes.add_programme, name="programme-add"),
    path("seulonnat/<slug:key>/", programmes.show_programme, name="programme"),
    path("seulonnat/<slug:key>/luvut/", entered.show_entered, name="entered"),
    path("seulonnat/<slug:key>/<slug:word>/", programmes.act_on_programme, name="programme-act"),
]
