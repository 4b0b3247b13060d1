"""Which edits of an article readers are shown."""

import pytest

from tests.feeds.archive import Archive, entry

LEAD = (
    "The bridge over the river has been closed since this morning, and nobody knows for how long."
)
LINK = "https://site.test/1"


@pytest.mark.parametrize(
    ("title", "lead", "link"),
    [
        ("Bridge closed", "", LINK),
        ("", LEAD, LINK),
        ("Bridge closed", LEAD, None),
        ("Bridge closed", LEAD[:50] + "…", LINK),
        ("Bridge…", "", None),
        ("Bridge closed", LEAD, LINK + "?utm_source=feed"),
    ],
)
def test_an_article_that_only_lost_something_is_not_edited(
    title: str, lead: str, link: str | None
) -> None:
    archive = Archive()
    archive.poll(entry("1", "Bridge closed", LINK, lead=LEAD))

    decision = archive.poll(entry("1", title, link, lead=lead))

    assert (decision.changed, decision.renewed) == ({}, {})


@pytest.mark.parametrize(
    ("title", "lead"),
    [("The mayor’s “bridge”", LEAD), ('The mayor\'s "bridge"', LEAD.replace(" ", "\u00a0", 3))],
)
def test_other_signs_are_kept_and_shown_to_nobody(title: str, lead: str) -> None:
    archive = Archive()
    archive.poll(entry("1", 'The mayor\'s "bridge"', LINK, lead=LEAD))

    decision = archive.poll(entry("1", title, LINK, lead=lead))

    assert (len(decision.changed), len(decision.renewed)) == (0, 1)


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Bridge open", LEAD),
        ("Bridge", LEAD),
        ("Bridge closed", LEAD[:50]),
        ("Bridge closed", f"{LEAD} It opens on Friday."),
        ("Bridge open", ""),
    ],
)
def test_what_was_written_anew_is_shown(title: str, lead: str) -> None:
    archive = Archive()
    archive.poll(entry("1", "Bridge closed", LINK, lead=LEAD))

    archive.poll(entry("1", title, LINK, lead=lead))

    assert archive.changed == [title]
