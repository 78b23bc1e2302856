from django.urls import path

from hyte.workbench import views

app_name = "workbench"
urlpatterns = [
    path("valtuuston-sivu/", views.show_council_page, name="council"),
    path("valtuuston-sivu/pdf/", views.download_council_page, name="council-pdf"),
    path("valtuuston-sivu/kysymykset/palauta/", views.show_hidden_question, name="question-show"),
    path("valtuuston-sivu/kysymykset/<slug:code>/piilota/", views.hide_shown_question, name="question-hide"),
]
