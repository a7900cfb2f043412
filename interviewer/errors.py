"""What can go wrong outside of sound and speech.

InterviewerError                exit code 1
  +-- UsageProblem              2   a command line that makes no sense
  +-- UnknownQuestion           1   no bank holds the id
  +-- UnknownBank               1   no bank of that name
  +-- BankError                 1   a bank file does not validate
  +-- StoreError                1   the data folder or the database cannot be used
  +-- InputError                1   a transcript or another input file cannot be used
  +-- OutputError               1   a page or another result cannot be written
  +-- BatchBusy                 1   another run is using the output folder
  +-- ClusterError              1   the cluster cannot be used
  +-- ManifestError             1   the list of recordings is wrong
  +-- LlmError                  1   the language model gave nothing that can be used

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


class LlmError(InterviewerError):
    """The language model gave nothing that can be used; the offline result stands.

    `code` is one of llm_unreachable, llm_auth, llm_rate_limit, llm_timeout, llm_server, llm_bad_reply, llm_refused,
    llm_truncated, llm_too_long, llm_invented, llm_steered, llm_nothing_to_judge; `facts["host"]` and
    `facts["model"]` say who.
    """

    code = "llm_server"

    def __init__(self, code: str, message: str, **facts: object) -> None:
        """Keep the code beside message and facts.

        Args:
            code: one of the codes above.
            message: what failed and what to do next, in English.
            **facts: the values in the message, for translation.
        """
        super().__init__(message, **facts)
        self.code = code


class OutputError(InterviewerError):
    """A page or another result cannot be written; `facts["path"]`, `facts["reason"]`."""

    code = "output"


class BatchBusy(InterviewerError):
    """Another run is using the output folder; `facts["path"]`."""

    code = "batch_busy"


class ManifestError(InterviewerError):
    """The list of recordings is wrong; every problem was told before."""

    code = "manifest"


class ClusterError(InterviewerError):
    """The cluster cannot be used; `facts["problem"]` is missing or address."""

    code = "cluster"
