"""The desk and the work list. Whole addresses, since they begin with different words."""

from django.urls import path

from hyte.core.tasks.views import desk, work_list

app_name = "tasks"
urlpatterns = [
    path("oma-tyo/", desk.desk, name="desk"),
    path("oma-tyo/tehtavat/<int:pk>/valmis/", desk.complete, name="complete"),
    path("oma-tyo/tehtavat/<int:pk>/auki/", desk.reopen, name="reopen"),
    path("oma-tyo/tyot/<int:pk>/", desk.job, name="job"),
    path("<area:area>/tyolista/", work_list.tasks, name="tasks"),
    path("<area:area>/tyolista/uusi/", work_list.give, name="give"),
    path("<area:area>/tyolista/<int:pk>/siirra/", work_list.pass_on, name="pass-on"),
]
