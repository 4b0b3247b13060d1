"""The table of fences names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_fence_is_where_the_table_says() -> None:
    table = (ROOT / "docs/decisions/0012-threats.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|bot|cogs)/[\w/]+\.py)`", table))

    assert len(named) > 20
    assert not [path for path in named if not (ROOT / path).is_file()]
