import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hyte.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - when the apps are ready

from hyte.knowledge.indicators import charts  # noqa: E402
from hyte.knowledge.stats import engines  # noqa: E402

# Before the first request: a reader would wait for it, and two threads that load one library at once fail.
get_resolver().url_patterns  # noqa: B018 - reading them loads every page's code
charts.warm_up()
engines.warm_up()
