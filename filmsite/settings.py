"""One file, in the order of Django's documentation; every value from outside comes through `environment`."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

from filmsite.environment import (
    env_address,
    env_cache,
    env_choice,
    env_database,
    env_mail,
    env_media,
    env_secret,
    env_switch,
    env_text,
    env_whole,
)
from reviews.trailers import PROVIDERS

BASE = Path(__file__).resolve().parent.parent

PRODUCTION = env_switch("PRODUCTION", False)
DEMO = env_switch("DEMO", not PRODUCTION)
PORT = env_whole("PORT", 8000, least=1, most=65535)
DATA = Path(env_text("DATA", str(BASE / "var")))
SITE_NAME = env_text("SITE_NAME", "Abspann")
SITE_URL = env_address("SITE_URL", f"http://127.0.0.1:{PORT}")
RATE_LIMITS = env_switch("RATE_LIMITS", True)
PAGE_CACHE = env_switch("PAGE_CACHE", True)
PREPARED_STATEMENTS = env_switch("PREPARED_STATEMENTS", True)

# What operators set for desk and forum
EDIT_MINUTES = env_whole("EDIT_MINUTES", 1440, least=0, most=5_256_000)
REVIEW_APPROVAL = env_switch("REVIEW_APPROVAL", False)
POST_PICTURES = env_choice("POST_PICTURES", "off", ("off", "members"))
NEW_MEMBER_RULES = env_switch("NEW_MEMBER_RULES", True)
NEW_MEMBER_LINKS = env_whole("NEW_MEMBER_LINKS", 2, least=0, most=99)
HELD_FIRST_POSTS = env_whole("HELD_FIRST_POSTS", 0, least=0, most=20)
VOTES_OF_A_WAVE = env_whole("VOTES_OF_A_WAVE", 30, least=0, most=100_000)
PUBLIC_RECORD = env_switch("PUBLIC_RECORD", DEMO)
REPORTS_TO_HIDE = env_whole("REPORTS_TO_HIDE", 4, least=0, most=50)

# Core
DEBUG = env_switch("DEBUG", False)
SECRET_KEY = env_secret("SECRET_KEY", DATA / "secret_key", production=PRODUCTION)
ALLOWED_HOSTS = [str(urlsplit(SITE_URL).hostname), *env_text("HOSTS").split()]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [
    "filmsite",
    "reviews",
    "forum",
    "accounts",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_tasks",
    "django_tasks_db",
    "taggit",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "filmsite.guest_pages.middleware.answer_guests",
    "django.middleware.security.SecurityMiddleware",
    "filmsite.middleware.remaining_headers",
    "csp.middleware.CSPMiddleware",
    "filmsite.middleware.readable_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "filmsite.middleware.explained_refusals",
]
ROOT_URLCONF = "filmsite.urls"
WSGI_APPLICATION = "filmsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "filmsite.context.site",
            ],
            "builtins": [
                "filmsite.templatetags.addresses",
                "filmsite.templatetags.german",
                "filmsite.templatetags.icons",
                "filmsite.templatetags.frame",
                "reviews.templatetags.releases",
                "reviews.templatetags.stills",
            ],
        },
    }
]
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # names are unique by their folded column
    "security.W021",  # HSTS preload is the operator's choice, at the proxy
]

# How a notice of this level looks (static/css/components/notice.css).
MESSAGE_TAGS = {message_levels.ERROR: "bad", message_levels.SUCCESS: "good"}

# Uploads: bodies are counted by our own limits, files over 2.5 MB go to disk while they arrive.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 40

# Databases, cache
DATABASES = {"default": env_database("DATABASE_URL", DATA / "db.sqlite3")}
# Server-side cursors too want the connection they began on.
DATABASES["default"] |= {"DISABLE_SERVER_SIDE_CURSORS": not PREPARED_STATEMENTS}
if PREPARED_STATEMENTS and DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Where it expects many rows and finds twenty, PostgreSQL compiles for 140 ms what it answers in one, and plans anew each
    # time what is prepared. A pooler takes no options; there the database is told (docs/operating.md).
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off -c plan_cache_mode=force_generic_plan"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env_cache("CACHE_URL")}

# Mail: without MAIL_URL each mail becomes a file under DATA/mail.
vars().update(env_mail("MAIL_URL", DATA / "mail"))
DEFAULT_FROM_EMAIL = env_text("MAIL_FROM", f"{SITE_NAME} <noreply@{urlsplit(SITE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "

# Language and time
LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Files: neither MEDIA_ROOT nor the bucket is public, `/bilder/<name>` serves what may be seen.
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [path for path in (DATA / "bundle", BASE / "static") if path == BASE / "static" or path.exists()]
MEDIA_ROOT = DATA / "media" if env_text("DATA") else BASE / "media"
MEDIA_REDIRECT = env_text("MEDIA_REDIRECT")
STORAGES = {
    "default": env_media("MEDIA_URL"),
    "staticfiles": {"BACKEND": "filmsite.stylesheet.HashedStorage"},
}
MEDIA_ORIGIN = STORAGES["default"].get("OPTIONS", {}).get("endpoint_url", "")
FILE_UPLOAD_PERMISSIONS = 0o640

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "filmsite.views.refusals.csrf_refused"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
PROXY_COUNT = env_whole("PROXY_COUNT", 0, least=0, most=9)
if PRODUCTION:
    SECURE_SSL_REDIRECT = SITE_URL.startswith("https:")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    if PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *([MEDIA_ORIGIN] if MEDIA_ORIGIN else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [provider.origin for provider in PROVIDERS.values()],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Members
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["accounts.signing_in.NameOrMailBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.signing_in.MemberAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = EMAIL_SUBJECT_PREFIX
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.forms.SignInForm",
    "add_email": "accounts.forms.NewEmailForm",
    "change_password": "accounts.forms.NewPasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.PasswordAfterCodeForm",
    "reauthenticate": "accounts.forms.SignInAgainForm",
    "confirm_email_verification_code": "accounts.forms.CodeForm",
    "confirm_password_reset_code": "accounts.forms.ForgottenPasswordCodeForm",
}
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS: bool = False
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{name}"}
    for name in ("LikeTheAddressValidator", "TooShortValidator", "TooWellKnownValidator")
]

# Background work: a task is only a nudge, what needs doing stands in our own rows.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail", "media", "news"]}}

TAGGIT_CASE_INSENSITIVE = False  # tags are matched by their folded column

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}
