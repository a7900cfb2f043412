"""What can go wrong outside of sound and speech.

InterviewerError                exit code 1
  +-- UsageProblem              2   a command line that makes no sense
  +-- UnknownQuestion           1   no bank holds the id
  +-- UnknownBank               1   no bank of that name
  +-- BankError                 1   a bank file does not validate
  +-- StoreError                1   the data folder or the database cannot be used
  +-- InputError                1   a transcript or another input file cannot be used

Like AudioError, an error carries a machine `code`, the `facts`, and an English sentence; the screen shows the sentence
of the catalogue for the code, in the user's language.
"""

from __future__ import annotations


class InterviewerError(Exception):
    """Base of everything this package raises on purpose."""

    code = "interviewer"
    exit_code = 1

    def __init__(self, message: str, **facts: object) -> None:
        """Keep the English message and the facts it was made from.

        Args:
            message: what failed, with which input, and what to do next, in English.
            **facts: the values in the message, for translation.
        """
        super().__init__(message)
        self.facts = facts


class UsageProblem(InterviewerError):
    """The command line makes no sense."""

    code = "usage"
    exit_code = 2


class UnknownQuestion(InterviewerError):
    """No bank holds the question; `facts["id"]`, `facts["suggestions"]`."""

    code = "unknown_question"


class UnknownBank(InterviewerError):
    """There is no such bank; `facts["id"]`, `facts["suggestions"]`."""

    code = "unknown_bank"


class BankError(InterviewerError):
    """A bank file does not validate; `facts["problems"]` lists every problem with its line."""

    code = "bank"


class StoreError(InterviewerError):
    """The data folder or the database cannot be used; `facts["path"]`."""

    code = "store"


class InputError(InterviewerError):
    """A transcript or another input file cannot be used; `facts["path"]`."""

    code = "input"
