"""Sites and acts on them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.knowledge.screening.forms import counts as forms
from hyte.knowledge.screening.models import Programme, Site
from hyte.knowledge.screening.queries import entered as queries
from hyte.knowledge.screening.rules import ENTER, MAINTAIN

ADD = RecordAct(
    "uusi", MAINTAIN, forms.SiteForm, _("Add a site"), _("Add the site"), _("The site was added."), opens_made=True
)
END = RecordAct(
    "paata", MAINTAIN, forms.EndSiteForm, _("End the site"), _("End"), _("The site has ended."), is_grave=True
)


def add(request: HttpRequest, area: Area) -> HttpResponse:
    back = reverse("screening:programmes", args=[area])
    return perform_act(request, ADD, area, back=back, list_title=_("Screening"))


def show_site(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """A site: what it takes part in and, for those who may see them, its counts as they were entered."""
    user, day = request.user, day_of(request)
    rows = Site.objects.visible_to(user).of(area).select_related("home", "unit__home")
    site = get_object_or_404(rows, key=key)
    counts = queries.counts_of_site(site, user=user)
    may_enter = may(request.principal, ENTER, site)
    context = {
        "site": site,
        "programmes": list(Programme.objects.visible_to(user).live().filter(sites=site).select_related("home")),
        "counts": counts,
        "missing": queries.missing_by_programme(counts, today=day) if may_enter else [],
        "may_enter": may_enter,
        "acts": offered(request, (END,) if site.valid_until is None else (), site),
        **surroundings(site, user=user, day=day),
        "day": day,
    }
    return render(request, "screening/site.html", context)


def act_on_site(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    if word != END.word:
        raise Http404
    site = get_object_or_404(Site.objects.visible_to(request.user).of(area).select_related("home"), key=key)
    return perform_act(request, END, site, back=site.get_absolute_url())
