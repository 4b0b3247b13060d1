"""French spaces, in our own texts."""

import re
from pathlib import Path

import pytest

from bot import i18n
from bot.i18n.catalog import text
from bot.i18n.languages import language

FRENCH = Path(i18n.__file__).parent / "fr"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("aussi dans : B", "aussi dans\u00a0: B"),
        ("« oui » ; non ? si !", "«\u00a0oui\u00a0»\u202f; non\u202f? si\u202f!"),
        ("https://e.test/a?b <t:1:R>", "https://e.test/a?b <t:1:R>"),
    ],
)
def test_marks_cannot_be_parted_from_their_words(written: str, expected: str) -> None:
    assert language("fr").typography.set(written) == expected


def test_french_texts_come_out_of_the_catalog_with_their_spaces() -> None:
    given = text("fr", "digest.error.time", given="x")

    assert "«\u00a0x\u00a0»" in given


@pytest.mark.parametrize("path", sorted(FRENCH.glob("*.toml")), ids=lambda path: path.stem)
def test_no_french_text_forgets_the_space_before_a_tall_mark(path: Path) -> None:
    texts = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] not in "#["]

    assert [line for line in texts if re.search(r"[a-zà-ÿ)»}][;?!](\s|\")", line)] == []
