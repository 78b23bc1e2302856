from django.urls import path

from hyte.core.audit import views

app_name = "audit"
urlpatterns = [
    path("historia/<str:model>/<slug:key>/", views.show_history, name="history"),
    path("historia/kumoa/<int:pk>/", views.undo_entry, name="undo"),
]
