from django.urls import path

from hyte.planning.budgets.views import budgets, phenomena

app_name = "budgets"
urlpatterns = [
    path("talous/", budgets.show_budgets, name="budgets"),
    path("talous/uusi/", budgets.begin, name="budget-begin"),
    path("talous/merkit/", phenomena.change_markers, name="markers"),
    path("talous/luokat/", phenomena.show_classes, name="classes"),
    path("talous/ilmiot/", budgets.open_phenomena),
    path("talous/ilmiot/uusi/", phenomena.begin, name="phenomenon-begin"),
    path("talous/ilmiot/<slug:key>/", phenomena.show_phenomenon, name="phenomenon"),
    path("talous/ilmiot/<slug:key>/luvut.json", phenomena.give_figures, name="phenomenon-file"),
    path("talous/ilmiot/<slug:key>/<slug:word>/", phenomena.act_on_phenomenon, name="phenomenon-act"),
    path("talous/<slug:key>/", budgets.show_budget, name="budget"),
    path("talous/<slug:key>/merkinnat.xlsx", budgets.download_tags, name="tags-download"),
    path("talous/<slug:key>/rivit/<slug:line>/", budgets.show_line, name="line"),
    path("talous/<slug:key>/<slug:word>/", budgets.act_on_budget, name="budget-act"),
]
