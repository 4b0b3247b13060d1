from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import i18n
from bot.message.message import Container, Message, Row, Text
from bot.summary.answer import Source, Summary, SummaryLine, SummarySubject
from bot.summary.render import render
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, longest_run, seen

MAX_BUTTON_URL = 512

NOON = datetime(2025, 12, 2, 12, tzinfo=UTC)


def source(title: str = "Bridge closes", **changed: Any) -> Source:
    given: dict[str, Any] = {"feed": "Courier", "link": "https://c.test/a", "published_at": NOON}
    return Source(title=title, **(given | changed))


def article(*lines: SummaryLine, **changed: Any) -> Summary:
    told = lines or (SummaryLine(text="The bridge of Morlan closes for six months.", sources=(0,)),)
    return Summary(
        subject=SummarySubject(kind="article", name="Bridge closes"),
        lines=told,
        sources=(source(**changed),),
    )


def text_of(message: Message) -> str:
    [box] = [part for part in message.components if isinstance(part, Container)]
    return "\n".join(part.content for part in box.children if isinstance(part, Text))


def test_a_sentence_is_linked_to_its_place_on_the_page() -> None:
    text = "The bridge of Morlan closes for six well-known months from January on."
    summary = article(SummaryLine(text=text, sources=(0,), quoted=True))

    assert (
        "[↗](<https://c.test/a#:~:text=The%20bridge%20of%20Morlan%20closes"
        ",well%2Dknown%20months%20from%20January%20on.>)"
    ) in text_of(render(summary, "en"))


@pytest.mark.parametrize("quoted", [False, True])
def test_other_sentences_are_linked_to_the_page(quoted: bool) -> None:
    summary = article(SummaryLine(text="It closes.", sources=(0,), quoted=quoted))

    assert "- It closes. [↗](<https://c.test/a>)" in text_of(render(summary, "en"))


def test_an_address_that_leads_to_a_place_already_is_left_as_it_is() -> None:
    line = SummaryLine(text="It closes for six months and more. " * 3, sources=(0,), quoted=True)

    text = text_of(render(article(line, link="https://c.test/a#live"), "en"))

    assert "[↗](<https://c.test/a#live>)" in text


def test_a_source_without_an_address_is_named_all_the_same() -> None:
    summary = Summary(
        subject=SummarySubject(kind="topic", name="bridge"),
        lines=(SummaryLine(text="It closes.", sources=(1, 0)),),
        sources=(source(feed="Courier"), source(feed="Herald", link=None)),
    )

    text = text_of(render(summary, "en"))

    assert "- It closes. (Herald) [Courier](<https://c.test/a>)" in text


def test_a_line_of_a_model_names_and_links_each_of_its_sources() -> None:
    summary = Summary(
        subject=SummarySubject(kind="topic", name="bridge"),
        lines=(SummaryLine(text="It closes.", sources=(1, 0)),),
        sources=(source(feed="Courier"), source(feed="Herald", link="https://h.test/b")),
    )

    assert "- It closes. [Herald](<https://h.test/b>) [Courier](<https://c.test/a>)" in text_of(
        render(summary, "en")
    )


def test_a_story_of_several_feeds_names_the_others() -> None:
    summary = Summary(
        subject=SummarySubject(kind="day", name="2025-12-02"),
        lines=(SummaryLine(text="It closes.", sources=(0, 1), titled=True),),
        sources=(source(), source(feed="Herald", link="https://h.test/b")),
        more=3,
    )

    assert text_of(render(summary, "fr")).splitlines() == [
        "### Mardi 2 décembre 2025 en bref",
        "**[Bridge closes](<https://c.test/a>)** · Courier, [Herald](<https://h.test/b>)",
        "It closes.",
        "-# 3 autres articles n’ont pas trouvé place ici\u202f; `/chercher` les retrouve.",
    ]


@pytest.mark.parametrize("beside", EDGES)
def test_titles_and_papers_are_shown_up_to_their_limits(beside: int) -> None:
    of_article = text_of(
        render(article(title="t" * (200 + beside), feed="f" * (40 + beside)), "en")
    )
    subject = SummarySubject(kind="topic", name="q" * (200 + beside))
    of_topic = text_of(
        render(Summary(subject=subject, lines=(), sources=(source(), source())), "en")
    )

    assert longest_run(of_article, "t") == seen(200, beside)
    assert longest_run(of_article, "f") == seen(40, beside)
    assert longest_run(of_topic, "q") == seen(200, beside)


@pytest.mark.parametrize("papers", [2, 3, 4])
def test_two_other_papers_of_a_story_are_named_and_the_rest_counted(papers: int) -> None:
    text = text_of(render(day_of(1, papers, "It closes."), "en"))

    assert text.count("Courier") == min(papers, 3)
    assert (", +1\n" in text) == (papers > 3)


def day_of(stories: int, papers: int, sentence: str, short: str = "") -> Summary:
    """Return a day whose addresses are as long as real ones."""
    long = "the-bridge-of-morlan-closes-for-six-months-and-nobody-knows-who-pays-for-it-at-all"
    return Summary(
        subject=SummarySubject(kind="day", name="2025-12-02"),
        lines=tuple(
            SummaryLine(
                text=sentence,
                sources=tuple(range(story * papers, (story + 1) * papers)),
                titled=True,
                short=short,
            )
            for story in range(stories)
        ),
        sources=tuple(
            source(f"Bridge {n} closes", link=f"https://c.test/news/{n}/{long}?from=rss")
            for n in range(stories * papers)
        ),
        more=3,
    )


def test_ten_stories_of_a_day_have_room_with_a_whole_sentence_each_and_their_papers() -> None:
    sentence = "The bridge of Morlan closes for six months from January, and the town says why now."
    message = render(day_of(10, 5, sentence), "en", answer_id=1)

    text = text_of(message)
    assert text.count("**[Bridge") == text.count(f"\n{sentence}") == 10
    assert text.count(" · Courier, Courier, Courier, +2\n") == 10
    assert "3 more articles are left out here" in text
    assert_taken(message)


def test_longer_sentences_are_cut_before_a_story_is_left_out() -> None:
    text = text_of(render(day_of(10, 2, "The bridge of Morlan closes. " * 10), "en"))

    assert text.count("**[Bridge") == 10
    assert text.count("…\n") == 10


def test_a_short_sentence_takes_the_place_of_a_long_one_that_has_no_room() -> None:
    long, short = "The bridge of Morlan closes. " * 10, "The bridge closes for six months."

    few = text_of(render(day_of(3, 2, long, short), "en"))
    many = text_of(render(day_of(10, 2, long, short), "en"))

    assert short not in few
    assert many.count(f"\n{short}") == 10
    assert "…" not in many


def test_stories_without_room_are_counted_with_those_left_out() -> None:
    text = text_of(render(day_of(40, 2, "It closes for six long months."), "en"))

    shown = text.count("**[Bridge")
    assert shown < 40
    assert f"{2 * (40 - shown) + 3} more articles are left out here" in text


@pytest.mark.parametrize("beside", EDGES)
def test_an_article_is_opened_by_a_button_where_discord_takes_its_address(beside: int) -> None:
    link = "https://c.test/".ljust(MAX_BUTTON_URL + beside, "x")

    message = render(article(link=link), "en")

    assert ("url='" + link in str(message.components[-1])) == (beside <= 0)


NOTES = (
    "lead_only", "lead_alone", "leads_only", "by_model", "model_away", "model_budget",
    "page_paywalled", "page_refused", "page_empty", "page_unreachable",
)  # fmt: skip


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_every_note_has_its_line(locale: str) -> None:
    for name in NOTES:
        *_, note = text_of(render(replace(article(), notes=(name,)), locale)).splitlines()
        assert note == f"-# {i18n.text(locale, f'summary.note.{name}')}"


def test_what_strangers_wrote_does_nothing() -> None:
    hostile = "@everyone <@1> **x** [y](https://evil.test)\n# z"
    message = render(
        article(SummaryLine(text=hostile, sources=(0,)), title=hostile, feed=hostile), "en"
    )

    text = text_of(message)
    assert "@everyone" not in text
    assert "<@1>" not in text
    assert "[y](https://evil.test)" not in text
    assert_taken(message)


def test_an_article_without_an_address_has_no_link_and_no_button() -> None:
    message = render(article(link=None), "en", answer_id=1)

    assert "](<" not in text_of(message)
    [row] = [part for part in message.components if isinstance(part, Row)]
    assert [button.label for button in row.children if hasattr(button, "label")] == [
        "Share in this channel"
    ]


def test_sentences_that_do_not_fit_are_left_out_whole() -> None:
    lines = [SummaryLine(text=f"{n} " + "word " * 118 + "end.", sources=(0,)) for n in range(9)]
    message = render(article(*lines), "en")

    shown = [line for line in text_of(message).splitlines() if line.startswith("- ")]
    assert 3 < len(shown) < 9
    assert all("end. [↗]" in line for line in shown)
    assert_taken(message)


def test_a_summary_comes_back_from_json_as_it_was() -> None:
    summary = article(
        SummaryLine(text="a", sources=(0,), quoted=True),
        SummaryLine(text="b", sources=(0,), titled=True, short="c"),
    )

    assert Summary.from_json(summary.to_json()) == summary


def test_a_summary_that_was_kept_by_an_older_version_is_read() -> None:
    summary = article()
    kept = summary.to_json()
    kept["lines"] = [line[:4] for line in kept["lines"]]

    assert Summary.from_json(kept) == summary


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=700), max_size=5),
    st.text(max_size=400),
    st.text(max_size=100),
    st.booleans(),
)
def test_whatever_is_written_discord_takes_it(
    texts: list[str], title: str, feed: str, titled: bool
) -> None:
    summary = Summary(
        subject=SummarySubject(kind="article" if not titled else "feed", name=title),
        lines=tuple(
            SummaryLine(text=text, sources=(0,), titled=titled, quoted=True) for text in texts
        ),
        sources=(source(title, feed=feed),),
        notes=("by_model", "page_paywalled"),
    )

    assert_taken(render(summary, "fr", answer_id=12, shared_by="<@1>"))


def shown_of(*letters: int, short: int = 0) -> list[int]:
    """Return how much is shown of stories with sentences of so many letters."""
    lines = [
        SummaryLine(text="x" * each, short="x" * short, sources=(n,), titled=True)
        for n, each in enumerate(letters)
    ]
    summary = Summary(
        subject=SummarySubject(kind="day", name="2025-12-02"),
        lines=tuple(lines),
        sources=tuple([source(link="https://c.test/".ljust(90, "y"))] * len(lines)),
    )
    shown = text_of(render(summary, "en")).splitlines()
    return [len(line) for line in shown if line.startswith("x")]


def test_sentences_are_cut_by_how_many_there_are_until_some_have_no_room() -> None:
    shown = {count: shown_of(*[400] * count) for count in range(7, 20)}

    assert {count: min(letters) for count, letters in shown.items()} == {
        7: 400, 8: 240, 9: 240, 10: 240, 11: 200, 12: 180, 13: 160, 14: 140, 15: 120, 16: 110,
        17: 90, 18: 80, 19: 80,
    }  # fmt: skip
    assert [len(letters) for letters in shown.values()] == [*range(7, 19), 18]


@pytest.mark.parametrize(("most", "others"), [(300, 122), (240, 134), (200, 140), (160, 146)])
def test_the_short_sentence_is_told_of_one_longer_than_there_is_room_for(
    most: int, others: int
) -> None:
    assert shown_of(most, most + 1, *[others] * 12, short=30) == [most, 30, *[others] * 12]
