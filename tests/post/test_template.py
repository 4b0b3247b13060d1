"""Templates: read when saved, filled with an item, folding what is empty."""

import pytest

from bot.errors import UserError
from bot.model import Look, Style
from bot.post.render import render_item
from bot.post.template import MAX_TEMPLATE, parse_template
from tests.delivery.builders import item, setting


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
        with pytest.raises(UserError):
            parse_template(template)
    else:
        assert filled(template, **changes) == expected


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(UserError) as refused:
        parse_template("{title} {headline}")

    assert refused.value.params["name"] == "headline"
    assert "{kicker}" in str(refused.value.params["names"])


def test_a_template_that_repeats_itself_still_fits() -> None:
    assert 0 < len(filled("{lead}\n" * 100, lead="word " * 400)) <= 2000
