"""What is wrong with a course's files, each with its place and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One error. `line` counts from 1; 0 stands for the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class CourseError(Exception):
    """The course's files cannot be used; `problems` lists everything found, in the order of the files."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
