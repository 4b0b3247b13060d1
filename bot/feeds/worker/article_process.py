"""The worker process that extracts one page's full text and ends; knows no network, keeps nothing.

    python -P -m bot.feeds.worker.article_process CPU_SECONDS MEMORY < page > answer

Started by `bot.feeds.worker.article` with an empty environment. The page comes after a line with
its address: other users of the machine see a command's arguments. The answer is a JSON object:
`state` (read, paywalled, empty) and `text`, plain, paragraphs apart by a blank line.
"""

import json
import re
import sys

from bot.feeds.worker.limits import limit_cpu, limit_process

MAX_TEXT = 200_000  # characters that are kept of a page

# What publishers tell search engines, and what readers are shown.
_CLOSED = re.compile(
    r'"isAccessibleForFree"\s*:\s*"?false|article:content_tier"\s+content="locked"'
    r'|content="locked"\s+(?:property|name)="article:content_tier"',
    re.IGNORECASE,
)
_TEASER = 1_200  # characters: a closed page shows no more than its beginning
_WORTH = 200  # characters below which a page has no article


def main() -> None:
    """Read the page from the standard input."""
    cpu_s, memory = int(sys.argv[1]), int(sys.argv[2])
    limit_cpu(cpu_s)
    limit_process(memory)
    url, _, page = sys.stdin.buffer.read().partition(b"\n")
    state, text = read_page(page, url.decode())
    sys.stdout.write(json.dumps({"state": state, "text": text}))


def read_page(page: bytes, url: str) -> tuple[str, str]:
    """Return what state a page is in, and its text."""
    import trafilatura  # here, so that the limits hold for it too

    found = trafilatura.extract(
        page,
        url=url,
        output_format="txt",
        include_comments=False,
        include_tables=False,
        favor_precision=True,
        deduplicate=True,
    )
    text = "\n\n".join((found or "").split("\n")).strip()[:MAX_TEXT]
    if _CLOSED.search(page.decode("utf-8", "replace")) and len(text) < _TEASER:
        return "paywalled", text
    return ("read" if len(text) >= _WORTH else "empty"), text


if __name__ == "__main__":
    main()
