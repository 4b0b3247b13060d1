"""The form for colour and template: examples, names of colours, the look that is meant, retries."""

from typing import Any

import pytest

from bot.model import Look, Style
from sandbox import Reply
from tests.cogs.feed.editing.test_edit import kept, opened
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted


def fields(reply: Reply) -> dict[str, dict[str, Any]]:
    """Return the fields of a form by their names."""
    assert reply.modal is not None
    found = [each["component"] for each in reply.modal["components"]]
    return {field["custom_id"]: field for field in found}


async def saved_look(gazette: Gazette, panel: Reply) -> Look:
    await gazette.click(panel, "Save")
    return (await kept(gazette)).look


async def test_a_template_switches_the_look_to_it_and_an_empty_one_back(gazette: Gazette) -> None:
    panel = await opened(gazette)

    form = await gazette.click(panel, "Colour and template…")
    await gazette.submit(form, colour="", template="New: {title}")
    preview, look = panel.text, await saved_look(gazette, panel)
    form = await gazette.click(panel, "Colour and template…")
    await gazette.submit(form, colour="", template="")

    assert "New: Bridge opens" in preview
    assert look.style is Style.TEMPLATE
    assert (await saved_look(gazette, panel)).style is Style.CARD


async def test_another_colour_leaves_the_look_that_was_chosen(gazette: Gazette) -> None:
    panel = await opened(gazette)
    form = await gazette.click(panel, "Colour and template…")
    await gazette.submit(form, colour="", template="New: {title}")
    await gazette.select(panel, f"fe:{(await kept(gazette)).id}:style", "compact")

    form = await gazette.click(panel, "Colour and template…")
    await gazette.submit(form, colour="blue", template="New: {title}")

    assert (await saved_look(gazette, panel)).style is Style.COMPACT


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("Colour and template…", {"colour": "reddish", "template": "Long {title} of mine"}),
        ("Filters…", {"include": "(bridge", "exclude": "otters"}),
        ("Rhythm…", {"burst": "x", "interval": "30"}),
        ("Kinds…", {"kind_rules": "nonsense"}),
    ],
)
async def test_what_was_typed_is_still_there_after_an_error_and_a_restart(
    gazette: Gazette, button: str, typed: dict[str, str]
) -> None:
    panel = await opened(gazette)
    before = await kept(gazette)

    refused = await gazette.submit(await gazette.click(panel, button), **typed)
    await gazette.restart()
    again = fields(await gazette.click(panel, button))

    assert refused.ephemeral
    assert {name: field["value"] for name, field in again.items()} == typed
    assert await kept(gazette) == before


async def test_what_was_taken_is_shown_as_it_holds(gazette: Gazette) -> None:
    panel = await opened(gazette)
    form = await gazette.click(panel, "Colour and template…")
    await gazette.submit(form, colour="reddish", template="{title}")
    form = await gazette.click(panel, "Colour and template…")
    await gazette.submit(form, colour="bleu", template="{title}")

    again = fields(await gazette.click(panel, "Colour and template…"))

    assert again["colour"]["value"] == "#1c7ed6"


@pytest.mark.parametrize("button", ["Colour and template…", "Filters…", "Rhythm…", "Kinds…"])
async def test_every_field_shows_an_example(gazette: Gazette, button: str) -> None:
    panel = await opened(gazette)

    form = fields(await gazette.click(panel, button))

    assert all(field["placeholder"] for field in form.values())
