"""Templates: read when saved, filled with an item, folding what is empty."""

from dataclasses import replace

import pytest

from bot import i18n
from bot.errors import UserError
from bot.message.message import Gallery, Text
from bot.model import Look, Style
from bot.post.render import render_item
from bot.post.template import fill, parse_template
from tests.delivery.builders import FEED, item, setting

MAX_TEMPLATE = 1000


def filled(template: str, **changes: object) -> str:
    look = Look(style=Style.TEMPLATE, template=template)
    [message] = render_item(item(**changes), setting(look=look))
    return message.content


@pytest.mark.parametrize(
    ("template", "changes", "expected"),
    [
        ("{title} by {author}", {}, "A quiet title by Ada Lovelace"),
        ("{ Title }", {}, "A quiet title"),
        ("**{kicker|feed}**", {}, "**The catchline**"),
        ("**{kicker|feed}**", {"kicker": None}, "**The Paper**"),
        ("{time}", {}, "<t:1765281600:f>"),
        (
            "{title}\nBy {author}\n{lead}",
            {"authors": ()},
            "A quiet title\nThe lead says a little more.",
        ),
        (
            "{title}\n\n{kicker}\n\n{lead}",
            {"kicker": None},
            "A quiet title\n\nThe lead says a little more.",
        ),
        ("[{title}]({link})", {}, "[A quiet title](https://paper.example/a)"),
        ("{title} — {author}", {"authors": ()}, "A quiet title"),
        ("-# {author} · {kicker} · {feed}", {"authors": ()}, "-# The catchline · The Paper"),
        ("-# {author} · {kicker} · {feed}", {"kicker": None}, "-# Ada Lovelace · The Paper"),
        ("{author}: {title}", {"authors": ()}, "A quiet title"),
        ("By {author}, {feed}", {"authors": ()}, "By The Paper"),
        ("[{title}]({link})", {"title": "a*b]"}, "[a∗b)](https://paper.example/a)"),
        ("[{title}]({link})", {"link": None, "title": "a*b"}, "a\\*b"),
        ("{title}", {"title": "{lead} {x.__class__}"}, "{lead} {x.\\_\\_class\\_\\_}"),
        ("{lead:10}", {}, "The lead…"),
        ("{Lead : 10|title}", {}, "The lead…"),
        ("{kicker:9|title}", {"kicker": None}, "A quiet title"),
        ("{category}", {"categories": ("Arts", "Town")}, "Arts, Town"),
        ("{title}\n{category}", {"categories": ()}, "A quiet title"),
        ("{?kicker}*{kicker}* – {/}{title}", {}, "*The catchline* – A quiet title"),
        ("{?kicker}*{kicker}* – {/}{title}", {"kicker": None}, "A quiet title"),
        ("{!kicker}{feed}: {/kicker}{title}", {"kicker": None}, "The Paper: A quiet title"),
        ("{!kicker}{feed}: {/}{title}", {}, "A quiet title"),
        (
            "{title}\n{?author}\nby {author}\n—\n{/}\n{lead}",
            {"authors": ()},
            "A quiet title\nThe lead says a little more.",
        ),
        ("{title}{?comments} [Talk]({comments}){/}", {"comments_url": None}, "A quiet title"),
        (
            "{title}{?comments} [Talk]({comments}){/}",
            {"comments_url": "https://paper.example/c"},
            "A quiet title [Talk](https://paper.example/c)",
        ),
        (
            "{title} [photo]({image})",
            {"image_url": "https://paper.example/p.jpg"},
            "A quiet title [photo](https://paper.example/p.jpg)",
        ),
        ("{?kicker}{title}", {}, None),
        ("{title}{/}", {}, None),
        ("{?kicker}{?lead}{title}{/}{/}", {}, None),
        ("{?headline}{title}{/}", {}, None),
        ("{?kicker}x{/}", {}, None),
        ("{lead:many}", {}, None),
        ("{title} {}", {}, None),
        ("{title} {0.__class__}", {}, None),
        ("{headline}", {}, None),
        ("no names", {}, None),
        ("", {}, None),
        ("{title}" + "x" * MAX_TEMPLATE, {}, None),
    ],
)
def test_a_template_is_filled_or_refused(
    template: str, changes: dict[str, object], expected: str | None
) -> None:
    if expected is None:
        with pytest.raises(UserError) as refused:
            parse_template(template)
        for locale in i18n.LOCALES:
            assert i18n.text(locale, refused.value.key, **refused.value.params)
    else:
        assert filled(template, **changes) == expected


@pytest.mark.parametrize(
    ("template", "key"),
    [
        ("no names", "no_names"),
        ("{headline}", "unknown"),
        ("{?kicker}{title}", "open_condition"),
        ("{title}".ljust(MAX_TEMPLATE + 1, "x"), "too_long"),
    ],
)
def test_each_refusal_has_its_own_sentence(template: str, key: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_template(template)

    assert refused.value.key == f"delivery.template.{key}"


def test_a_template_may_be_as_long_as_its_limit() -> None:
    assert parse_template("{title}".ljust(MAX_TEMPLATE, "x"))


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(UserError) as refused:
        parse_template("{title} {headline}")

    assert refused.value.params["name"] == "headline"
    assert "{kicker}" in str(refused.value.params["names"])


def test_a_template_that_repeats_itself_still_fits() -> None:
    assert 0 < len(filled("{lead}\n" * 100, lead="word " * 400)) <= 2000


def test_a_picture_stands_where_the_template_has_its_place() -> None:
    look = Look(style=Style.TEMPLATE, template="{image}\n{title}")
    below = Look(style=Style.TEMPLATE, template="{title}\n{image}")
    pictured = item(image_url="https://paper.example/p.jpg")

    [first] = render_item(pictured, setting(look=look))
    [last] = render_item(pictured, setting(look=below))
    [without] = render_item(item(image_url=None), setting(look=look))

    assert [type(each) for each in first.components] == [Gallery, Text]
    assert [type(each) for each in last.components] == [Text, Gallery]
    assert (without.content, without.components) == ("A quiet title", ())


def test_a_summary_is_sentences_of_the_text() -> None:
    body = (
        "The bridge of Morlan will close for six months from January, the town said."
        " Engineers had found a crack in its third pillar in autumn.\n\n"
        "Repairs of the bridge will cost 4.2 million euros, and the region pays half of that."
    )

    written = filled("{summary}", body=body, lead="")

    assert "Repairs of the bridge" in written
    assert written != filled("{lead}", body=body, lead="")


@pytest.mark.parametrize(
    ("title", "name", "said"),
    [
        ("The Courier – Breaking news, sport and video", None, "The Courier"),
        ("The Courier – Breaking news, sport and video", "Our paper", "Our paper"),
        ("", None, "The catchline"),
    ],
)
def test_a_feed_stands_under_its_short_name_or_the_servers(
    title: str, name: str | None, said: str
) -> None:
    look = Look(style=Style.TEMPLATE, template="{feed|kicker}")
    feed = replace(FEED, title=title, name=name)

    [message] = render_item(item(), setting(look=look, feed=feed))

    assert message.content == said


def test_values_are_cut_step_by_step_until_the_template_fits() -> None:
    template = parse_template("{lead}")

    lengths = [
        len(fill(template, lambda _name, _place, longest: "x" * longest, limit))
        for limit in (700, 699, 349, 149, 59, 19)
    ]

    assert lengths == [700, 350, 150, 60, 20, 0]
