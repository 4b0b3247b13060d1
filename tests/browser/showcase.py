"""A small bot with something of everything that a message can hold; no part of Gazette."""

import io
from typing import Any

import discord
from discord import app_commands, ui

from bot.demo.pictures import landscape
from sandbox import ChannelHandle
from tests.sandbox.clients import Probe

PAPERS = ["Le Courrier des Étangs", "Riverside Courier", "The Tilted Lamp"]


FRENCH = {
    "feed": "flux", "add": "ajouter", "list": "lister", "filter": "filtrer",
    "address": "adresse", "channel": "salon", "Follow a feed": "Suivre un flux",
    "The feeds of this server": "Les flux de ce serveur", "Summarize": "Résumer",
    "The feed's address": "L’adresse du flux",
}  # fmt: skip


class French(app_commands.Translator):
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        return FRENCH.get(string.message) if locale is discord.Locale.french else None


class Ask(ui.Modal, title="A filter for this feed"):
    words: ui.Label[ui.Modal] = ui.Label(
        text="Words", description="One or more", component=ui.TextInput(custom_id="words")
    )
    note: ui.Label[ui.Modal] = ui.Label(
        text="Note",
        component=ui.TextInput(custom_id="note", style=discord.TextStyle.paragraph, required=False),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.words.component, ui.TextInput)
        said = f"Only items with **{self.words.component.value}**."
        await interaction.response.send_message(said, ephemeral=True)


class Card(ui.LayoutView):
    def __init__(self, image: str) -> None:
        super().__init__(timeout=None)
        box: ui.Container[Card] = ui.Container(accent_color=0xD8894B)
        box.add_item(ui.TextDisplay("-# Riverside Courier"))
        box.add_item(
            ui.TextDisplay(
                "### [The old swing bridge will turn again](https://e.test/1)\n"
                "**Eleven minutes, four people, one crank**"
            )
        )
        box.add_item(ui.TextDisplay("After nine years it will carry walkers again."))
        gallery: ui.MediaGallery[Card] = ui.MediaGallery()
        gallery.add_item(media=image, description="A bridge")
        box.add_item(gallery)
        box.add_item(ui.Separator())
        section: ui.Section[Card] = ui.Section(
            "A section with a thumbnail", accessory=ui.Thumbnail(media=image)
        )
        box.add_item(section)
        row: ui.ActionRow[Card] = ui.ActionRow()
        for style in ("primary", "secondary", "success", "danger"):
            button: ui.Button[Card] = ui.Button(
                label=style.title(), style=discord.ButtonStyle[style], custom_id=style
            )
            row.add_item(button)
        row.add_item(ui.Button(label="Read", url="https://e.test/1"))
        box.add_item(row)
        menu: ui.ActionRow[Card] = ui.ActionRow()
        select: ui.Select[Card] = ui.Select(custom_id="read", placeholder="Read one of these")
        for number, name in enumerate(PAPERS):
            select.add_option(label=name, value=str(number), description=f"Paper {number}")
        menu.add_item(select)
        box.add_item(menu)
        self.add_item(box)


class Showcase(Probe):
    """Answers `/feed add` and `/feed list`, a button, a menu, a modal, a message command."""

    async def setup_hook(self) -> None:
        await self.tree.set_translator(French())
        group = app_commands.Group(name="feed", description="Feeds")
        group.command(name="add", description="Follow a feed")(add)
        group.command(name="list", description="The feeds of this server")(list_feeds)
        group.command(name="filter", description="Filter a feed")(ask)
        self.tree.add_command(group)
        self.tree.add_command(app_commands.ContextMenu(name="Summarize", callback=summarize))
        await super().setup_hook()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        if interaction.type is not discord.InteractionType.component:
            return
        match data.get("custom_id"):
            case "danger":
                return  # never answered
            case "secondary":
                await interaction.response.send_modal(Ask())
            case "read":
                values = data.get("values")
                await interaction.response.send_message(f"Read {values}", ephemeral=True)
            case custom_id:
                await interaction.response.send_message(f"You pressed {custom_id}")


async def complete(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    found = [name for name in PAPERS if typed.lower() in name.lower()]
    return [app_commands.Choice(name=name, value=str(PAPERS.index(name))) for name in found]


@app_commands.describe(address="The feed's address", channel="Where")
@app_commands.autocomplete(paper=complete)
async def add(
    interaction: discord.Interaction,
    address: str,
    channel: discord.TextChannel | None = None,
    paper: str | None = None,
    silent: bool = False,
) -> None:
    place = channel.mention if channel else "here"
    said = f"I follow <{address}> {place}. paper={paper} silent={silent}"
    await interaction.response.send_message(said, ephemeral=True)


async def list_feeds(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    lines = "\n".join(f"{number}. {name}" for number, name in enumerate(PAPERS, 1))
    await interaction.followup.send(lines)


async def ask(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Ask())


async def summarize(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"In short: {message.id}", ephemeral=True)


def embed(image: str) -> discord.Embed:
    made = discord.Embed(
        title="A title that is a *link*",
        url="https://e.test/2",
        description="A **description** with a [link](https://e.test/3).",
        colour=0x1F8B4C,
    )
    made.set_author(name="Le Courrier des Étangs", url="https://e.test/")
    made.set_thumbnail(url=image)
    made.add_field(name="Kind", value="article")
    made.add_field(name="Words", value="320")
    made.add_field(name="Author", value="Odile Perrin")
    made.set_footer(text="From the demo")
    made.timestamp = discord.utils.utcnow()
    return made


MARKDOWN = """# Heading one
## Heading two
### Heading three
-# A subtext with a [masked link](https://e.test/a)
**bold** *italic* ***both*** __under__ ~~struck~~ ||hidden|| `code <b>`
> A quote
> of two lines
- one
- two
  - inside
1. first
2. second
```py
print("<b>no markup</b>")
```
snake_case_stays, 2 * 3 * 4, https://e.test/x_y_z. <https://e.test/quiet>
<t:1765274400:F> <t:1765274400:R> \\*escaped\\* <img src=x onerror=alert(1)>"""


async def fill(client: discord.Client, news: ChannelHandle) -> None:
    """Post something of everything."""
    channel = client.get_partial_messageable(news.id)
    landscape_file = discord.File(io.BytesIO(landscape(1)), "bridge.png", description="A bridge")
    image = (await channel.send("A picture", file=landscape_file)).attachments[0].url
    await channel.send(MARKDOWN)
    await channel.send(embed=embed(image))
    await channel.send(view=Card(image))
    table = discord.File(io.BytesIO(b"a,b\n1,2\n"), "table.csv")
    await channel.send("A file", file=table)
