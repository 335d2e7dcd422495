"""The bare page as an application of its own, for gunicorn: `bench.bareserver`."""

from __future__ import annotations

import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kzlearn.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()

# Its template can be made only once Django is set up.
settings.MIDDLEWARE = import_module("bench.bare").MIDDLEWARE
application = WSGIHandler()
