"""Measure the report page of a ten-question interview: `python scripts/bench_report.py [--questions 10]`.

Shown are the size of the page without sound, and the seconds (wall clock and processor, best and median of several
runs in one process) it takes to build it with the recordings linked (waveforms drawn from the sound, nothing coded
anew) and with the recordings embedded.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from interviewer.report.build import PageOptions, build_report  # noqa: E402
from interviewer.store import open_store  # noqa: E402
from tests.interviewer.practised import fill_session  # noqa: E402


def main() -> None:
    """Build the pages and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(folder) as store:
            session = store.session(fill_session(store, folder / "recordings", "en", given.questions, step_s=0.5))
            print(f"{'':10}{'best s':>10}{'median s':>10}{'cpu s':>10}{'kB':>10}")
            for label, link in (("linked", True), ("embedded", False)):
                options = PageOptions("en", folder / "page.html", data_dir=folder, link_audio=link)
                walls, cpus, size = [], [], 0
                for _ in range(given.runs):
                    wall, cpu = time.perf_counter(), time.process_time()
                    html, view = build_report(store, session, options)
                    walls.append(time.perf_counter() - wall)
                    cpus.append(time.process_time() - cpu)
                    size = len(html.encode())
                figures = (min(walls), statistics.median(walls), min(cpus))
                print(f"{label:10}" + "".join(f"{figure:10.3f}" for figure in figures) + f"{size / 1000:10.0f}")
            seconds = sum(one.sound.duration_s or 0 for one in view.answers)
            print(f"{given.questions} answers, {seconds / 60:.1f} min of sound; the first run of each reads the bank")


if __name__ == "__main__":
    main()
