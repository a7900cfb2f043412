"""`python -m interviewer` is the same program."""

from interviewer.cli import entry_point

if __name__ == "__main__":
    entry_point()
