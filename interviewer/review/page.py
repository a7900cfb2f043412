"""The page a reviewer marks one answer on, offline."""

from __future__ import annotations

from interviewer.report.answer_view import view_answer
from interviewer.report.asked import Catalogue
from interviewer.report.build import PageOptions
from interviewer.report.marks import pitfall_label, point_label
from interviewer.report.pages import environment
from interviewer.report.sound import Sound, SoundShelf
from interviewer.review.beside import rubric_ids
from interviewer.store import SavedAnswer


def build_review_page(saved: SavedAnswer, options: PageOptions) -> tuple[str, Sound]:
    """Return the page and the sound on it; the program's marks stay folded, so that they do not lead the reviewer."""
    answer, language = saved.answer, options.language
    asked = Catalogue(language, options.banks, options.data_dir).find(answer.question)
    sound = SoundShelf(options.out.parent, link=options.link_audio).take(answer.audio)
    view = view_answer(saved, asked, sound, language)
    points = rubric_ids([point.id for point in answer.score.points], asked.points)
    pitfalls = rubric_ids([pitfall.id for pitfall in answer.score.pitfalls], asked.pitfalls)
    identity = {
        "uid": saved.uid,
        "question": answer.question,
        "recording_sha256": answer.audio.sha256 if answer.audio else None,
    }
    html = (
        environment()
        .get_template("review.html.j2")
        .render(
            language=language,
            title=asked.ask,
            view=view,
            identity=identity,
            points=[(point_label(i), point, asked.points.get(point, point)) for i, point in enumerate(points)],
            pitfalls=[(pitfall_label(i), item, asked.pitfalls.get(item, item)) for i, item in enumerate(pitfalls)],
            media="data:" if sound.embedded or not sound.src else "data: 'self' file:",
        )
    )
    return html, sound
