"""A course as plain files (docs/formats/course.md): reading them, and every error they hold. No database."""
