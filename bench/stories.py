"""Headlines grouped into stories: BCubed, pairs on day pages, ms for 2,000 items, baselines beside.

plain TF-IDF    online by time: a headline joins the nearest centroid of the last three days,
                if it is nearer than a threshold; three thresholds are shown
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bench._collections import metrics, rows, timed
from bench._story_days import print_days
from bot.text.similarity.headline import Headline
from bot.text.similarity.stories import group
from bot.text.words import terms

DAY = 2_000
THRESHOLDS = (0.25, 0.3, 0.35)


def to_headline(row: dict[str, Any]) -> Headline:
    """Return a row of the collection as what Gazette compares."""
    at = datetime.fromisoformat(row["time"]).replace(tzinfo=UTC)
    return Headline(key=int(row["id"]), title=row["title"], at=at, language=row["lang"])


def plain(headlines: Sequence[Headline], threshold: float) -> dict[int, int]:
    """Map each headline to its cluster, by centroids of TF-IDF."""
    words = {one.key: set(terms(one.title, one.language)) for one in headlines}
    spread = Counter(word for found in words.values() for word in found)
    weight = {word: math.log((len(words) + 1) / (n + 0.5)) for word, n in spread.items()}
    clusters: list[tuple[datetime, dict[str, float]]] = []
    found: dict[int, int] = {}
    for one in sorted(headlines, key=lambda one: (one.at, one.key)):
        vector = _unit({word: weight[word] for word in words[one.key]})
        best, nearness = len(clusters), threshold
        for place, (at, centre) in enumerate(clusters):
            if one.at - at <= timedelta(days=3):
                near = sum(x * centre.get(word, 0) for word, x in vector.items())
                near /= math.sqrt(sum(x * x for x in centre.values())) or 1
                if near > nearness:
                    best, nearness = place, near
        centre = clusters[best][1] if best < len(clusters) else {}
        for word, x in vector.items():
            centre[word] = centre.get(word, 0) + x
        clusters[best : best + 1] = [(one.at, centre)]
        found[one.key] = best
    return found


def _unit(vector: dict[str, float]) -> dict[str, float]:
    size = math.sqrt(sum(x * x for x in vector.values())) or 1
    return {word: x / size for word, x in vector.items()}


def ours(headlines: Sequence[Headline]) -> dict[int, int]:
    """Map each headline to its story, as Gazette tells stories."""
    found = {one.key: one.key for one in headlines}
    for story in group(headlines):
        found |= dict.fromkeys(story.keys, story.keys[0])
    return found


def a_day(headlines: Sequence[Headline]) -> list[Headline]:
    """Return 2,000 headlines spread over one day."""
    start = datetime(2025, 12, 2, tzinfo=UTC)
    step = timedelta(days=1) / DAY
    return [replace(one, key=n, at=start + n * step) for n, one in enumerate(headlines[:DAY])]


def mixed(stories: Sequence[Headline]) -> list[Headline]:
    """Return headlines of many subjects, French and English, with some of these stories."""
    titles = [
        Headline(key=0, title=row["title"], at=stories[0].at, language="fr")
        for row in rows("summaries-fr")
    ]
    texts = [
        Headline(key=0, title=row["text"][:90], at=stories[0].at, language=row["lang"])
        for language in ("fr", "en")
        for row in rows(f"summaries-{language}")
    ]
    return [*titles, *texts, *stories]


def main() -> None:
    """Measure both methods in both languages, real days, and the time of a day."""
    found = rows("stories")
    if not found:
        return
    bcubed = metrics().bcubed
    print("| language | method | precision | recall | F1 | ms |")
    print("|---|---|---|---|---|---|")
    for language in ("fr", "en"):
        headlines = [to_headline(row) for row in found if row["lang"] == language]
        truth = {int(row["id"]): row["story"] for row in found if row["lang"] == language}
        for threshold in THRESHOLDS:
            answer, ms = timed(lambda h=headlines, t=threshold: plain(h, t), 1)  # type: ignore[misc]  # bound at once
            show(language, f"plain TF-IDF, {threshold:.2f}", bcubed(truth, answer), ms)
        answer, ms = timed(lambda h=headlines: ours(h))  # type: ignore[misc]  # bound at once
        show(language, "Gazette", bcubed(truth, answer), ms)
    print_days()
    everything = [to_headline(row) for row in found]
    for name, headlines in (("many subjects", mixed(everything)), ("one subject", everything)):
        day = a_day(headlines)
        _, ms = timed(lambda day=day: group(day), 5)  # type: ignore[misc]  # bound at once
        print(f"\nA day of {len(day):,} headlines on {name}: {ms:.0f} ms")


def show(language: str, name: str, figures: tuple[float, float, float], ms: float) -> None:
    """Print one row of the table."""
    print(f"| {language} | {name} | {' | '.join(f'{x:.3f}' for x in figures)} | {ms:.0f} |")
