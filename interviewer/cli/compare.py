"""`interviewer compare A B`: two attempts at one question side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interviewer.cli.options import say, with_settings
from interviewer.messages import text
from interviewer.settings import Settings

if TYPE_CHECKING:
    from interviewer.store import SavedAnswer, Store


@click.command("compare", help=say("cli.compare.long"))
@click.argument("what", nargs=-1, required=True, metavar="A B | QUESTION_ID")
@click.option("--best", is_flag=True, help=say("cli.option.compare_best"))
@with_settings("banks")
def command(settings: Settings, what: tuple[str, ...], best: bool) -> None:
    """Compare two answers by their numbers, or the last attempt at a question with the one before or the best."""
    from interviewer.memory.comparison import compare
    from interviewer.memory.comparison_view import comparison_json, show_comparison
    from interviewer.practice.result_view import result_console
    from interviewer.store import open_store

    with open_store(settings.data_dir) as store:
        before, after = _two(store, what, best, settings)
    comparison = compare(before.answer, after.answer)
    if settings.json:
        from interviewer.answer_json import one_line

        click.echo(one_line(comparison_json(before, after, comparison)))
        return
    names = _names(after.answer.question, settings)
    show_comparison(before, after, comparison, names, result_console(), settings.language)


def _two(store: Store, what: tuple[str, ...], best: bool, settings: Settings) -> tuple[SavedAnswer, SavedAnswer]:
    """Return the two answers that are meant.

    Raises:
        UsageProblem: the words name no two answers that can be compared.
    """
    from interviewer.errors import UsageProblem

    if len(what) == 1 and not what[0].isdigit():
        return _of_question(store, what[0], best, settings)
    if len(what) != 2 or best or not all(word.isdigit() and len(word) < 19 for word in what):
        raise click.UsageError(text("compare.what", settings.language))
    before, after = (store.answer(int(word)) for word in what)
    one, two = before.answer, after.answer
    if (one.question, one.lang) != (two.question, two.lang):
        raise UsageProblem(
            f"answer {before.id} is to {one.question} ({one.lang}), answer {after.id} to {two.question} ({two.lang}); "
            "only answers to one question in one language can be compared",
            first=f"{one.question} ({one.lang})",
            second=f"{two.question} ({two.lang})",
            problem="compare",
        )
    return before, after


def _of_question(store: Store, question: str, best: bool, settings: Settings) -> tuple[SavedAnswer, SavedAnswer]:
    """Return the last attempt and what it is held against: the one before, or the best under the same rubric."""
    from interviewer.errors import InputError

    attempts = store.answers(question, settings.language)
    if len(attempts) < 2:
        raise InputError(
            f"there are {len(attempts)} attempts at {question} in this language; two are needed",
            path=question,
            id=question,
            count=len(attempts),
            problem="attempts",
        )
    *earlier, last = attempts
    if not best:
        return earlier[-1], last
    rubric = last.answer.score.rubric_version
    scored = [
        one for one in earlier if one.answer.score.rubric_version == rubric and one.answer.score.total is not None
    ]
    return max(scored, key=lambda one: one.answer.score.total or 0.0, default=earlier[-1]), last


def _names(question: str, settings: Settings) -> dict[str, str]:
    """Return the sentences of a question's points and pitfalls; nothing when its bank is gone: the ids still tell."""
    from interviewer.banks.loader import find_question
    from interviewer.errors import InterviewerError

    try:
        _, found = find_question(question, settings.banks, settings.data_dir)
    except InterviewerError:
        return {}
    points = {point.id: point.get(settings.language) for point in found.points}
    return points | {pitfall.id: pitfall.get(settings.language) for pitfall in found.pitfalls}
