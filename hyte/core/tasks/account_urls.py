"""Pages about accounts and accesses; their acts are recorded, and recording stands above the accounts themselves."""

from django.urls import path

from hyte.core.tasks.views import accesses, account, invitation, signed_link

app_name = "accounts"
urlpatterns = [
    path("tili/oma/", account.account, name="account"),
    path("tili/oma/tiedot/", account.export, name="export"),
    path("tili/oma/poista/", account.erase, name="erase"),
    path("tili/kutsu/<str:token>/", invitation.invitation, name="invitation"),
    path("tili/linkki/<str:token>/", signed_link.link, name="link"),
    path("<area:area>/kayttooikeudet/", accesses.accesses, name="accesses"),
    path("<area:area>/kayttooikeudet/vahvista/", accesses.confirm, name="confirm"),
    path("<area:area>/kayttooikeudet/kutsu/", accesses.send_invitation, name="invite"),
    path("<area:area>/kayttooikeudet/kutsu/<int:pk>/peru/", accesses.cancel, name="cancel-invitation"),
    path("<area:area>/kayttooikeudet/<int:pk>/", accesses.membership, name="membership"),
    path("<area:area>/kayttooikeudet/henkilo/<int:pk>/paata/", accesses.end, name="end"),
    path("<area:area>/kayttooikeudet/oikeus/", accesses.give, name="give-right"),
    path("<area:area>/kayttooikeudet/oikeus/<int:pk>/paata/", accesses.end_given, name="end-right"),
]
