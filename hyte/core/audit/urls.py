from django.urls import path

from hyte.core.audit import views

app_name = "audit"
urlpatterns = [
    # Before the history: its two words would take this address too.
    path("historia/kumoa/<int:pk>/", views.undo_entry, name="undo"),
    path("historia/<str:model>/<slug:key>/", views.show_history, name="history"),
]
