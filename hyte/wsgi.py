import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hyte.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - when the apps are ready

from hyte.knowledge.indicators import charts  # noqa: E402
from hyte.knowledge.stats import engines  # noqa: E402

get_resolver().url_patterns  # noqa: B018 - reading them loads every page's code, for which the first reader would wait


def _warm_up() -> None:
    charts.warm_up()
    engines.warm_up()


# Beside the first requests, not within one of them.
Thread(target=_warm_up, name="warming up", daemon=True).start()
