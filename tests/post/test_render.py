"""Every style: what stands in it, what leaves no trace, and Discord's limits for any item."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message.message import Button, Container, Gallery, Message, Text, walk
from bot.message.payload import to_payload
from bot.model import Audio, Item, Look, Style
from bot.post.render import also_in, render_group, render_item, render_rest, to_picture
from tests.delivery.builders import FEED, ITEM, NOON, item, setting
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, longest_run, seen

MAX_FEED_TITLE = 80
MAX_ALT = 200
MAX_CATEGORIES = 3
MAX_KICKER = 150
MAX_LEAD = 700
MAX_MESSAGES = 6
MAX_TITLE = 250

HOSTILE = st.text(max_size=100) | st.text(alphabet="*_[]()<>@\\`~|# \n-1.", max_size=600)
LONG = st.sampled_from(
    ["", "x" * 3000, "word " * 900, "*" * 2500, "https://a.example/" + "y" * 900]
)
URL = st.none() | st.sampled_from(
    ["https://a.example/1", "javascript:x", "https://a.example/" + "z" * 1990, "http://é.example/("]
)


def items() -> st.SearchStrategy[Item]:
    text = HOSTILE | LONG
    return st.builds(
        lambda title, kicker, lead, body, link, image, authors: replace(
            ITEM, title=title, kicker=kicker, lead=lead, body=body, link=link, image_url=image,
            authors=tuple(authors),
        ),
        text, st.none() | text, text, text, URL, URL, st.lists(text, max_size=3),
    )  # fmt: skip


def texts(message: Message) -> str:
    laid_out = [part.content for part in walk(message.components) if isinstance(part, Text)]
    return "\n".join([message.content, *laid_out]).strip()


@given(
    items(),
    st.sampled_from(Style),
    st.lists(HOSTILE | LONG, max_size=9),
    st.sampled_from(["{title}", "[{title}]({link}) {lead}{lead}{lead}", "{kicker|feed}\n{author}"]),
    HOSTILE | LONG,
)
@settings(max_examples=80)
def test_no_item_makes_a_message_that_discord_refuses(
    item: Item, style: Style, also_in: list[str], template: str, feed: str
) -> None:
    look = Look(style=style, template=template, mention_role_id=2**63, colour=0xFFFFFF)
    shown = setting(
        look=look, also_in=tuple(also_in), updated=True, mention=True, locale="fr",
        feed=replace(FEED, title=feed),
    )  # fmt: skip

    messages = render_item(item, shown)

    assert messages
    assert_taken(*messages)


@given(st.lists(items(), min_size=1, max_size=12))
@settings(max_examples=30)
def test_no_burst_makes_a_message_that_discord_refuses(many: list[Item]) -> None:
    assert_taken(render_group(many, setting(also_in=("B",), mention=True)))


def test_a_card_shows_feed_title_kicker_lead_picture_and_time() -> None:
    [message] = render_item(ITEM, setting(look=Look(colour=0x112233)))

    [box] = message.components
    assert isinstance(box, Container)
    assert box.colour == 0x112233
    assert texts(message) == (
        "-# The Paper\n"
        "### [A quiet title](<https://paper.example/a>)\n"
        "**The catchline**\n"
        "The lead says a little more.\n"
        "-# <t:1765281600:f>"
    )
    assert any(isinstance(part, Gallery) for part in walk(message.components))


@pytest.mark.parametrize("style", [Style.CARD, Style.COMPACT, Style.FULL])
def test_a_feed_that_speaks_itself_is_not_named_again(style: Style) -> None:
    [message] = render_item(ITEM, setting(look=Look(style=style), named=False))

    assert "The Paper" not in texts(message)
    assert "A quiet title" in texts(message)


def test_a_field_that_is_not_there_leaves_no_trace() -> None:
    [message] = render_item(item(kicker=None, lead="", image_url=None), setting())

    assert texts(message) == (
        "-# The Paper\n### [A quiet title](<https://paper.example/a>)\n-# <t:1765281600:f>"
    )
    assert not any(isinstance(part, Gallery) for part in walk(message.components))


def test_a_picture_can_be_left_out() -> None:
    [message] = render_item(ITEM, setting(look=Look(picture=False)))

    assert not any(isinstance(part, Gallery) for part in walk(message.components))


def test_a_compact_message_is_one_line_without_a_time() -> None:
    [message] = render_item(ITEM, setting(look=Look(style=Style.COMPACT)))

    assert message.content == "[A quiet title](<https://paper.example/a>) · The Paper"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en", "also in: B, C · updated"), ("fr", "aussi dans\xa0: B, C · mis à jour")],
)
def test_the_other_sources_and_a_change_are_named(locale: str, expected: str) -> None:
    shown = setting(also_in=("B", "C"), updated=True, locale=locale)

    [message] = render_item(ITEM, shown)

    assert texts(message).endswith(expected)


def test_a_title_that_is_missing_is_made_up_for() -> None:
    [by_link] = render_item(item(title="", lead="", link="https://a.test/b"), setting())
    [by_date] = render_item(item(title=" ", lead="", link=None), setting(locale="fr"))

    assert "### [a.test/b](<https://a.test/b>)" in texts(by_link)
    assert "### Sans titre, mardi 9 décembre 2025" in texts(by_date)


BODY = (
    "Today we release it: see [the notes](https://a.test/n).\n\nThanks to [Bob](https://b.test/)."
)
POST = item(
    kicker=None, lead="Today we release it: see the notes.", body=BODY, link="https://a.test/1"
)


@pytest.mark.parametrize("title", ["", "Today we release it: see…"])
def test_a_post_without_a_title_stands_once_with_its_links_and_its_picture(title: str) -> None:
    post = replace(POST, title=title)
    [card] = render_item(post, setting())
    [full] = render_item(post, setting(look=Look(style=Style.FULL)))
    [compact] = render_item(post, setting(look=Look(style=Style.COMPACT)))
    form = Look(style=Style.TEMPLATE, template="[{title}]({link})\n{lead}")
    [templated] = render_item(post, setting(look=form))

    for laid_out in (card, full):
        assert texts(laid_out) == (
            "-# The Paper\n"
            "Today we release it: see [the notes](<https://a.test/n>).\n\n"
            "Thanks to [Bob](<https://b.test/>).\n"
            "-# <t:1765281600:f> · [Open](<https://a.test/1>)"
        )
        assert any(isinstance(part, Gallery) for part in walk(laid_out.components))
    for line in (compact, templated):
        assert line.content.count("Today we release it") == 1
    assert templated.content == "[Today we release it: see the notes.](https://a.test/1)"


EPISODE = item(
    audio=Audio(
        url="https://a.test/1.mp3", length=timedelta(hours=1, minutes=2, seconds=5), size=38_200_000
    ),
    comments_url="https://talk.test/1",
)


def test_a_sound_has_a_line_and_comments_elsewhere_a_link() -> None:
    [card] = render_item(EPISODE, setting())
    [french] = render_item(EPISODE, setting(locale="fr"))
    [bare] = render_item(item(audio=Audio(url="https://a.test/1.mp3")), setting())

    assert "🎧 [Listen](<https://a.test/1.mp3>) · 1 h 02 min · 38 MB\n" in texts(card)
    assert texts(card).endswith("-# <t:1765281600:f> · [Comments](<https://talk.test/1>)")
    assert "🎧 [Écouter](<https://a.test/1.mp3>) · 1 h 02 min · 38 Mo\n" in texts(french)
    assert "🎧 [Listen](<https://a.test/1.mp3>)\n" in texts(bare)


def test_comments_below_the_article_are_not_told() -> None:
    below = item(comments_url="https://paper.example/a#comments")

    assert "Comments" not in texts(render_item(below, setting())[0])


def test_a_template_has_places_for_the_sound_and_the_comments() -> None:
    form = "{audio}\n[Hear it]({audio}) [Talk]({comments})\n{comments}"
    look = Look(style=Style.TEMPLATE, template=form)
    [filled] = render_item(EPISODE, setting(look=look))
    [other] = render_item(ITEM, setting(look=look))

    assert filled.content == (
        "🎧 [Listen](<https://a.test/1.mp3>) · 1 h 02 min · 38 MB\n"
        "[Hear it](https://a.test/1.mp3) [Talk](https://talk.test/1)\nhttps://talk.test/1"
    )
    assert "Listen" not in other.content


def test_the_points_of_a_list_are_not_repeated_above_it() -> None:
    body = "## Added\n\n- A dark mode\n\n## Fixed\n\n- The login"
    notes = item(title="v2", kicker=None, lead="A dark mode · The login", body=body)

    [full] = render_item(notes, setting(look=Look(style=Style.FULL)))

    assert texts(full).count("A dark mode") == 1


def test_only_the_role_that_was_set_can_ping() -> None:
    look = Look(mention_role_id=42)
    hostile = item(title="@everyone <@&7>", lead="<@1> @here")

    [calling] = render_item(hostile, setting(look=look, mention=True))
    [silent] = render_item(hostile, setting(look=look, mention=False))

    assert to_payload(calling)["allowed_mentions"] == {"parse": [], "roles": ["42"]}
    assert texts(calling).startswith("<@&42>")
    assert to_payload(silent)["allowed_mentions"] == {"parse": []}
    assert "<@&42>" not in texts(silent)


def test_a_silent_subscription_notifies_nobody() -> None:
    [message] = render_item(ITEM, setting(look=Look(silent=True)))

    assert to_payload(message)["flags"] & (1 << 12)


def test_a_burst_shows_the_newest_first_and_the_day_where_it_is_another() -> None:
    old = item(id=1, title="Old", published_at=NOON - timedelta(days=3))

    message = render_group([old, ITEM], setting())

    assert texts(message).splitlines()[2:] == [
        "- <t:1765281600:t> [A quiet title](<https://paper.example/a>)",
        "- <t:1765022400:R> [Old](<https://paper.example/a>)",
    ]


def test_a_burst_is_one_message_that_says_how_many_it_leaves_out() -> None:
    many = [item(id=n, title=f"Item {n} " + "long " * 20) for n in range(100)]

    message = render_group(many, setting(delivery_id=7))

    assert "### 100 new articles" in texts(message)
    assert "[Item 99 " in texts(message)
    [button] = [part for part in walk(message.components) if isinstance(part, Button)]
    shown = texts(message).count("- <t:")
    assert (button.label, button.custom_id) == (f"and {100 - shown} more", f"post:rest:7:{shown}")


def test_the_rest_of_a_burst_goes_on_where_the_message_ended() -> None:
    many = [item(id=n, title=f"Item {n} " + "long " * 20) for n in range(50)]
    first = texts(render_group(many, setting(delivery_id=7)))
    shown = first.count("- <t:")

    rest = render_rest(many, shown, setting(delivery_id=7))

    assert texts(rest).startswith(f"- <t:1765281600:t> [Item {49 - shown} ")


@pytest.mark.parametrize(("beside", "lines"), [(-1, 14), (0, 14), (1, 13)])
def test_the_rest_of_a_burst_holds_so_many_letters(beside: int, lines: int) -> None:
    around = len(texts(render_rest([item(title="t")], 0, setting()))) - 1
    title = "t" * (249 - around)  # with what parts it from the next, a fourteenth of 3,500
    oldest = item(title="t" * (len(title) + beside))

    rest = render_rest([oldest, *[item(title=title)] * 13], 0, setting())

    assert texts(rest).count("- <t:") == lines


@pytest.mark.parametrize("beside", EDGES)
def test_a_post_without_a_title_shows_so_much_of_its_text(beside: int) -> None:
    words = "word " * 299 + "x" * (4 + beside)  # and what ends it: 1,500

    text = shown(replace(POST, title="", lead="word", body=words))

    assert ("…" in text) is (beside > 0)


def shown(post: Item, **changes: Any) -> str:
    [message] = render_item(post, setting(**changes))
    return texts(message)


@pytest.mark.parametrize("beside", EDGES)
def test_texts_of_a_card_are_shown_up_to_their_limits(beside: int) -> None:
    text = shown(
        item(
            title="t" * (MAX_TITLE + beside),
            kicker="k" * (MAX_KICKER + beside),
            lead="l" * (MAX_LEAD + beside),
        )
    )

    for letter, limit in (("t", MAX_TITLE), ("k", MAX_KICKER), ("l", MAX_LEAD)):
        assert longest_run(text, letter) == seen(limit, beside)


@pytest.mark.parametrize("beside", EDGES)
def test_a_picture_is_described_by_as_much_of_the_title_as_fits(beside: int) -> None:
    picture = to_picture(item(title="t" * (MAX_ALT + beside)))

    assert picture is not None
    assert longest_run(picture.alt or "", "t") == seen(MAX_ALT, beside)


@pytest.mark.parametrize("count", [4, 5, 6])
def test_five_other_feeds_are_named_and_the_rest_counted(count: int) -> None:
    line = also_in([f"Paper {n}" for n in range(count)], "en")

    assert line.count("Paper") == min(count, 5)
    assert line.endswith(", +1") == (count > 5)


@pytest.mark.parametrize("count", [MAX_CATEGORIES - 1, MAX_CATEGORIES, MAX_CATEGORIES + 1])
def test_a_template_names_three_categories(count: int) -> None:
    look = Look(style=Style.TEMPLATE, template="{title} {category}")
    named = item(categories=tuple([f"about{n}" for n in range(count)]))

    assert shown(named, look=look).count("about") == min(count, MAX_CATEGORIES)


@pytest.mark.parametrize("count", [MAX_MESSAGES - 1, MAX_MESSAGES, MAX_MESSAGES + 1])
def test_a_whole_text_has_so_many_messages_and_is_then_read_on(count: int) -> None:
    paragraph = "x" * 3_000
    body = "\n\n".join([paragraph] * count)

    messages = render_item(item(body=body, lead=""), setting(look=Look(style=Style.FULL)))

    assert len(messages) == min(count, MAX_MESSAGES)
    assert ("Read on" in texts(messages[-1])) == (count > MAX_MESSAGES)


@pytest.mark.parametrize("beside", EDGES)
def test_names_of_other_feeds_are_shown_up_to_their_limit(beside: int) -> None:
    assert longest_run(also_in(["q" * (MAX_FEED_TITLE + beside)], "en"), "q") == seen(
        MAX_FEED_TITLE, beside
    )


@pytest.mark.parametrize("beside", EDGES)
def test_a_template_is_filled_with_nineteen_hundred_letters(beside: int) -> None:
    look = Look(style=Style.TEMPLATE, template="{lead} {lead}" + "x" * (499 + beside))

    [message] = render_item(item(lead="l" * 700), setting(look=look))

    assert longest_run(message.content, "l") == (700 if beside <= 0 else 349)
