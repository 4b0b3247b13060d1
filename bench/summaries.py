"""Extractive summaries against editors' own: ROUGE F1 and ms an article, baselines beside.

the first k     the first k sentences
centroid        the k sentences nearest to the article's own TF-IDF centroid
"""

import math
from collections import Counter
from collections.abc import Callable
from statistics import fmean
from typing import Any

from bench._collections import metrics, percentile, rows, timed
from bot.text.sentences import split_sentences
from bot.text.summarize.summary import Article, summarise
from bot.text.words import terms

Method = Callable[[dict[str, Any], int], str]
SETS = (("fr", 1), ("fr", 2), ("fr", 3), ("en", 1), ("en", 2), ("en", 3))


def first(row: dict[str, Any], k: int) -> str:
    """Summarise by the first k sentences."""
    return " ".join(split_sentences(row["text"], row["lang"])[:k])


def centroid(row: dict[str, Any], k: int) -> str:
    """Summarise by the k sentences nearest to the centroid, in order."""
    sentences = split_sentences(row["text"], row["lang"])
    counts = [Counter(terms(sentence, row["lang"])) for sentence in sentences]
    spread = Counter(term for count in counts for term in count)
    weight = {term: math.log(1 + len(counts) / times) for term, times in spread.items()}
    centre = Counter[str]()
    for count in counts:
        for term, times in count.items():
            centre[term] += times * weight[term]  # type: ignore[assignment]  # floats are fine

    def nearness(count: Counter[str]) -> float:
        size = math.sqrt(sum((times * weight[term]) ** 2 for term, times in count.items())) or 1
        return sum(times * weight[term] * centre[term] for term, times in count.items()) / size

    near = sorted(range(len(counts)), key=lambda place: -nearness(counts[place]))[:k]
    return " ".join(sentences[place] for place in sorted(near))


def ours(row: dict[str, Any], k: int) -> str:
    """Summarise as Gazette does."""
    article = Article(title=row["title"], text=row["text"], language=row["lang"])
    return " ".join(picked.text for picked in summarise(article, sentences=k))


METHODS: dict[str, Method] = {"the first k": first, "TF-IDF centroid": centroid, "Gazette": ours}


def main() -> None:
    """Measure every method on both collections."""
    found = {language: rows(f"summaries-{language}") for language in ("fr", "en")}
    if not all(found.values()):
        return
    rouge = metrics().rouge
    print("| set | method | ROUGE-1 | ROUGE-2 | ROUGE-L | ms p50 | ms p99 |")
    print("|---|---|---|---|---|---|---|")
    for language, k in SETS:
        for name, method in METHODS.items():
            scores, times = [], []
            for row in found[language]:
                answer, ms = timed(lambda method=method, row=row, k=k: method(row, k))  # type: ignore[misc]  # bound at once
                scores.append(rouge(row["summary"], answer, language))
                times.append(ms)
            figures = " | ".join(
                f"{100 * fmean(column):.2f}" for column in zip(*scores, strict=True)
            )
            half, most = percentile(times, 0.5), percentile(times, 0.99)
            print(
                f"| {language} k={k} | {name} | {figures} | {half:.1f} | {most:.1f} |", flush=True
            )
