"""The transcript on the page: every character once, every quote under its number, every word at its time."""

from hypothesis import given
from hypothesis import strategies as st

from audio.ports import Transcript, Word
from interviewer.records import Delivery, Evidence, Filler, PitfallResult, PointResult, Score
from interviewer.report.marks import pitfall_label, transcript_runs

TEXT = "I led a team, um, and we cut the cost by forty percent."


def transcript(text: str) -> Transcript:
    pieces = [piece if not n else " " + piece for n, piece in enumerate(text.split(" "))]
    words = tuple(Word(piece, float(n), n + 0.9, 0.9) for n, piece in enumerate(pieces))
    return Transcript(text, words, "en", "faster-whisper", "small", 0.9)


def evidence(start: int, end: int) -> Evidence:
    return Evidence(TEXT[start:end], start, end)


def score(points: list[tuple[int, int]], pitfalls: list[tuple[int, int]] = []) -> Score:  # noqa: B006
    return Score(
        50.0,
        "rules",
        "v",
        points=tuple(PointResult(f"p{n}", True, 1.0, (evidence(*span),)) for n, span in enumerate(points)),
        pitfalls=tuple(PitfallResult(f"x{n}", True, 1.0, (evidence(*span),)) for n, span in enumerate(pitfalls)),
    )


spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=3), st.lists(spans, max_size=3))
def test_nothing_is_lost_and_every_quote_is_marked(
    points: list[tuple[int, int]], pitfalls: list[tuple[int, int]], fillers: list[tuple[int, int]]
) -> None:
    said = tuple(Filler(TEXT[start:end], None, start, end) for start, end in fillers)
    runs = transcript_runs(transcript(TEXT), score(points, pitfalls), Delivery(fillers=said))
    assert "".join(piece.text for run in runs for piece in run.pieces) == TEXT
    labels = [str(n + 1) for n in range(len(points))] + [pitfall_label(n) for n in range(len(pitfalls))]
    for label, (start, end) in zip(labels, points + pitfalls, strict=True):
        shown = "".join(piece.text for run in runs if label in run.labels for piece in run.pieces)
        assert shown == TEXT[start:end]
        assert sum(label in run.opens for run in runs) == (1 if start < end else 0)


def test_words_keep_their_times_even_where_a_quote_cuts_them() -> None:
    runs = transcript_runs(transcript(TEXT), score([(3, 10)]), Delivery())
    timed = [(piece.text, piece.start_s) for run in runs for piece in run.pieces]
    assert ("l", None) not in timed and timed[0] == ("I ", 0.0)
    assert [start for text, start in timed if text in ("l", "ed ")] == [1.0, 1.0]


def test_neighbouring_quotes_of_one_point_stay_two() -> None:
    both = (evidence(0, 5), evidence(5, 12))
    judged = Score(50.0, "rules", "v", points=(PointResult("p1", True, 1.0, both),))
    opened = [run.opens for run in transcript_runs(transcript(TEXT), judged, Delivery())]
    assert opened.count(("1",)) == 2


def test_a_point_that_does_not_count_marks_nothing() -> None:
    judged = Score(
        50.0,
        "rules",
        "v",
        points=(PointResult("p1", False, 0.0, (evidence(0, 5),)),),
        pitfalls=(PitfallResult("x1", False, 0.0, (evidence(0, 5),)),),
    )
    assert not any(run.labels for run in transcript_runs(transcript(TEXT), judged, Delivery()))


def test_offsets_beyond_the_text_are_harmless() -> None:
    far = Score(50.0, "rules", "v", points=(PointResult("p1", True, 1.0, (Evidence("x", 40, 4000),)),))
    runs = transcript_runs(transcript(TEXT), far, Delivery())
    assert "".join(piece.text for run in runs for piece in run.pieces) == TEXT


def test_plain_text_has_no_times() -> None:
    runs = transcript_runs(Transcript(TEXT, (), "en", "text"), score([(0, 5)]), Delivery())
    assert {piece.start_s for run in runs for piece in run.pieces} == {None}


def test_pitfalls_are_lettered_on_and_on() -> None:
    assert [pitfall_label(n) for n in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
