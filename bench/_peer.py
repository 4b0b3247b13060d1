"""lemon24/reader with the same feeds, in a process of its own; a helper of the benchmarks.

python -m bench._peer PORT FEEDS FILE       # each line of input updates all feeds
"""

import json
import sys
import time

import feedparser_sgmllib
import psutil

from bench._polled import cpu_s

# The feedparser inside reader still asks for this module by its old name.
sys.modules["sgmllib"] = feedparser_sgmllib
from reader import make_reader  # noqa: E402

WORKERS = 10  # what its documentation shows


def main() -> None:
    port, feeds, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    reader = make_reader(path)
    for n in range(1, feeds + 1):
        reader.add_feed(f"http://127.0.0.1:{port}/{n}")
    for _ in sys.stdin:
        before, began = cpu_s(), time.perf_counter()
        reader.update_feeds(scheduled=False, workers=WORKERS)
        figures = {
            "feeds": feeds,
            "wall_s": time.perf_counter() - began,
            "cpu_s": cpu_s() - before,
            "rss_mb": psutil.Process().memory_info().rss / 1024 / 1024,
            "items": reader.get_entry_counts().total or 0,
            "failing": sum(1 for feed in reader.get_feeds() if feed.last_exception),
        }
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
