"""Settings; everything that differs between installations comes from the environment (docs/installation.md)."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent
env = environ.Env()
DATA_FOLDER = Path(env("HYTE_DATA", default=str(PACKAGE.parent / "var")))
DATA_FOLDER.mkdir(parents=True, exist_ok=True)
NUMBERS_FOLDER = Path(env("NUMBERS_FOLDER", default=str(DATA_FOLDER / "numbers")))

DEBUG = env.bool("DEBUG", default=False)
# A laptop's demo needs no configuration; a secret is made once and kept beside the database.
_secret_file = DATA_FOLDER / "secret"


def _local_secret() -> str:
    if not _secret_file.exists():
        import secrets

        _secret_file.write_text(secrets.token_urlsafe(50))
        _secret_file.chmod(0o600)
    return _secret_file.read_text().strip()


SECRET_KEY = env("SECRET_KEY", default="") or _local_secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_cotton",
    "django_htmx",
    "rules",
    "django_tasks",
    "django_tasks_db",
    "hyte.core.areas",
    "hyte.core.accounts",
    "hyte.core.search",
    "hyte.core.audit",
    "hyte.core.links",
    "hyte.core.files",
    "hyte.core.tasks",
    "hyte.core.exchange",
    "hyte.core.thread",
    "hyte.governance.structure",
    "hyte.governance.meetings",
    "hyte.knowledge.indicators",
    "hyte.knowledge.screening",
    "hyte.knowledge.incentive",
    "hyte.planning.plans",
    "hyte.planning.budgets",
    "hyte.planning.assessments",
    "hyte.planning.reports",
    "hyte.workbench",
    "hyte.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hyte.core.accounts.middleware.principal",
    "hyte.core.audit.middleware.refusals",
    "hyte.core.audit.kept_pages.kept_pages",
]

ROOT_URLCONF = "hyte.urls"
WSGI_APPLICATION = "hyte.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hyte.portal.navigation.page",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "hyte.core.areas.templatetags.words",
            ],
        },
    }
]

# Widgets take their look from templates/django/forms/widgets/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SOURCE_CODE_URL = env("SOURCE_CODE_URL", default="")
DATA_LICENCE = env("DATA_LICENCE", default="CC BY 4.0")

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_FOLDER / 'hyte.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers never wait for a writer (WAL); a writer takes its lock at once instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", default=8),
    }
    # Pages ask many small questions: compiling each to machine code costs more than it saves.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")
    DATABASES["default"]["CONN_MAX_AGE"] = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "hyte.core.accounts.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "hyte.core.accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_REDIRECT_URL = "tasks:desk"
LOGIN_URL = "account_login"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:installation"


def _sign_in_provider(name: str) -> dict:
    """An identity provider from the environment: OIDC_CLIENT_ID of the one called oidc, OIDC_ENTRA_CLIENT_ID of entra."""
    prefix = "OIDC_" if name == "oidc" else f"OIDC_{name.upper()}_"
    server = env(f"{prefix}SERVER_URL").rstrip("/")
    return {
        "provider_id": name,
        "name": env(f"{prefix}NAME", default="") or urlsplit(server).hostname,
        "client_id": env(f"{prefix}CLIENT_ID"),
        "secret": env(f"{prefix}CLIENT_SECRET"),
        # A provider that never says whether it has verified an address may be trusted with its own domains.
        "settings": {"server_url": server, "verified_email": env.list(f"{prefix}VERIFIED_DOMAINS", default=[])},
    }


_providers = env.list("OIDC_PROVIDERS", default=["oidc"] if env("OIDC_CLIENT_ID", default="") else [])
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_sign_in_provider(name) for name in _providers]}}
SOCIALACCOUNT_ADAPTER = "hyte.core.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
# An existing account is entered only with an address that the provider has verified; see the adapter.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
# A form that leads on to the provider needs leave for it, also where its sign-in page is on another host.
SIGN_IN_ORIGINS = sorted(
    {
        "{0.scheme}://{0.netloc}".format(urlsplit(_sign_in_provider(name)["settings"]["server_url"]))
        for name in _providers
    }
    | set(env.list("OIDC_ORIGINS", default=[]))
)

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fi"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fi",)
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_I18N = True
FORMAT_MODULE_PATH = "hyte.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env("STORAGE_FOLDER", default=str(DATA_FOLDER / "files"))},
    },
    "releases": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(NUMBERS_FOLDER / "releases")},
    },
    "staticfiles": {
        "BACKEND": env("STATICFILES_BACKEND", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
FILE_LIMIT_MB = env.int("FILE_LIMIT_MB", default=20)
# Where numbers are fetched from; the hosts of the publishers unless an installation goes through another.
SOTKANET_URL = env("SOTKANET_URL", default="https://sotkanet.fi/rest/1.1").rstrip("/")
STATFIN_URL = env("STATFIN_URL", default="https://statfin.stat.fi/PXWeb/api/v1/fi/StatFin").rstrip("/")
BOUNDARIES_URL = env("BOUNDARIES_URL", default="")
FETCH_PAUSE = env.float("FETCH_PAUSE", default=0.5)
# Whether the worker fetches by itself what is due: off, since an installation may have no way out to the hosts.
FETCH_DUE = env.bool("FETCH_DUE", default=False)
# Counts of people below this are hidden; programmes about violence or substances begin at ten.
SMALL_COUNT_THRESHOLD = max(env.int("SMALL_COUNT_THRESHOLD", default=5), 2)
# Who has confirmed on which day what FRAT's calculator is as a device; it stays off while this is empty.
FRAT_CONFIRMED = env("FRAT_CONFIRMED", default="").strip()
# After how many days without a report an action that has begun is shown as silent.
PLANS_SILENT_DAYS = env.int("PLANS_SILENT_DAYS", default=90)
# From how many weakening decisions on, within the period that a page shows, it is said of a group that they pile up.
ASSESSMENTS_PILE_UP = max(env.int("ASSESSMENTS_PILE_UP", default=3), 2)
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# An old document of many headings asks of each where it goes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# How many public pages each process keeps until something is recorded; 0 keeps none.
KEPT_PAGES = env.int("KEPT_PAGES", default=500)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Hyte-työpöytä <hyte@localhost>")

# Nothing is loaded from elsewhere and nothing inline runs: the strictest policy that the pages need.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SESSION_COOKIE_HTTPONLY = True

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # HTTPS is the proxy's; both are set when BASE_URL is https

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
