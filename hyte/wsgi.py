import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hyte.settings")
application = get_wsgi_application()

from hyte.knowledge.indicators.charts import warm_up  # noqa: E402 - when the apps are ready

# Beside the first requests, not within one of them.
Thread(target=warm_up, name="charts", daemon=True).start()
