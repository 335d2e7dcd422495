"""How the tests run: in development mode, each run on a database of its own."""

import os

os.environ["KZLEARN_DEV"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "kzlearn.settings"
