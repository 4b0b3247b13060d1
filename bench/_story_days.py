"""Stories on whole real days, labelled by hand: precision and recall over pairs, and series.

Beside strict pairs stands the precision that forgives what the labeller calls doubtful (`maybe`).
"""

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bench._collections import FOLDER, metrics, rows
from bot.text.similarity.headline import Headline
from bot.text.similarity.stories import Story, group

# Pairs precision and recall at 54f0081, with the background, as in the data's README.
BEFORE = {
    "real-2026-02-17": (0.651, 0.855),
    "titles-2021-12-01": (0.691, 0.887),
    "titles-2022-07-07": (0.600, 0.750),
}
_FIRST = 1_000_000  # key of what is not of the day


def print_days() -> None:
    """Measure every day there is, and the series among the headlines of each."""
    names = sorted(
        path.name.removesuffix(".background.jsonl")
        for path in (FOLDER / "days").glob("*.background.jsonl")
    )
    if not names:
        print("skipped: there are no days in ../shared/eval/days")
        return
    print("\n| day | before | precision | recall | doubtful ones forgiven | series kept apart |")
    print("|---|---|---|---|---|---|")
    right, said, true = 0, 0, 0
    for name in names:
        day, background = rows(f"days/{name}"), rows(f"days/{name}.background")
        stories = group(_headlines(day), _headlines(background, _FIRST))
        precision, recall, *counts = _pairs(day, stories)
        right, said, true = right + counts[0], said + counts[1], true + counts[2]
        before = " / ".join(f"{x:.3f}" for x in BEFORE.get(name, ())) or "–"
        print(
            f"| {name} | {before} | {precision:.3f} | {recall:.3f} | {_forgiving(day, stories):.3f}"
            f" | {_series_right(day, background)} |"
        )
    print(f"| all | | {right / max(1, said):.3f} | {right / max(1, true):.3f} | | |")


def _headlines(found: Iterable[dict[str, Any]], first: int = 0) -> list[Headline]:
    return [
        Headline(
            key=first + place,
            title=row["title"],
            at=datetime.fromisoformat(row["published_at"]),
            lead=row.get("lead", ""),
            language=row.get("language"),
            source=row["feed"],
        )
        for place, row in enumerate(found)
    ]


def _pairs(
    day: Sequence[dict[str, Any]], stories: Iterable[Story]
) -> tuple[float, float, int, int, int]:
    truth = {place: row["story"] for place, row in enumerate(day)}
    found = {place: -place - 1 for place in truth}
    for number, story in enumerate(stories):
        found |= dict.fromkeys(story.keys, number)
    pairs: tuple[float, float, int, int, int] = metrics().pairs(truth, found)
    return pairs


def _forgiving(day: Sequence[dict[str, Any]], stories: Iterable[Story]) -> float:
    pairs = [pair for story in stories for pair in itertools.combinations(story.keys, 2)]
    right = [bool(_could_be(day[one]) & _could_be(day[other])) for one, other in pairs]
    return sum(right) / max(1, len(right))


def _could_be(row: dict[str, Any]) -> set[int]:
    return {row["story"], row.get("maybe", row["story"])}


def _series_right(day: Sequence[dict[str, Any]], background: Sequence[dict[str, Any]]) -> str:
    """Say how many of the series, each among the headlines of the day, are told rightly."""
    series = rows("days/series")
    at = datetime.fromisoformat(day[len(day) // 2]["published_at"])
    right = 0
    for row in series:
        told = [
            Headline(key=_FIRST + n, title=title, at=at) for n, title in enumerate(row["titles"])
        ]
        stories = group([*_headlines(day), *told], _headlines(background, 2 * _FIRST))
        together = max((sum(key >= _FIRST for key in story.keys) for story in stories), default=0)
        right += together == len(told) if row["one_story"] else together < 2
    return f"{right} of {len(series)}"
