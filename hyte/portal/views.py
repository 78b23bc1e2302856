from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hyte.core.areas.models import Area


def show_installation(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/installation.html")


def show_area(request: HttpRequest, area: Area) -> HttpResponse:
    return render(request, "portal/area.html")
