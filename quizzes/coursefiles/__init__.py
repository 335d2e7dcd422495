"""A course's quizzes as plain files (docs/formats/course.md), and every error they hold. No database."""
