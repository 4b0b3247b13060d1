"""What the documents point at is there, and the decisions are a numbered row of short pages."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_file_that_the_documents_point_at_is_there() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    for document in documents:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_path_that_the_documents_name_is_there() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = re.compile(r"`((?:bot|cogs|sandbox|tests|tools|bench|deploy)/[\w/.-]*)`")

    for document in documents:
        if document.name != "CHANGELOG.md":  # what it names was there then
            for path in named.findall(document.read_text(encoding="utf-8")):
                assert (ROOT / path).exists(), f"{document.name}: {path}"


def test_every_decision_has_its_own_number_and_stays_under_a_page() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert [page.name for page in pages if len(page.read_text().splitlines()) > 60] == []
