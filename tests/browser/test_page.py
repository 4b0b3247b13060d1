"""The sandbox's page as a reader uses it, in a real browser with the real discord.py behind it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import discord
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from sandbox import ChannelHandle, GuildHandle, Rules, Sandbox
from sandbox.world.state import User
from tests.browser.conftest import Visit
from tests.browser.showcase import Showcase, fill
from tests.sandbox.clients import logged_in

# One browser for all of them.
pytestmark = [pytest.mark.uncounted, pytest.mark.asyncio(loop_scope="package")]


@pytest.fixture
def guild(sandbox: Sandbox) -> GuildHandle:
    return sandbox.add_guild("Readers")


@pytest.fixture
def news(guild: GuildHandle) -> ChannelHandle:
    return guild.add_channel("news", topic="What happens in **town**")


@pytest.fixture
def ann(sandbox: Sandbox, guild: GuildHandle) -> User:
    return sandbox.user("ann", guild=guild, may=["manage_guild"])


@pytest_asyncio.fixture(loop_scope="package")
async def client(sandbox: Sandbox, news: ChannelHandle, ann: User) -> AsyncIterator[Showcase]:
    async with logged_in(Showcase(), sandbox) as opened:
        yield opened


async def type_line(page: Page, text: str) -> None:
    await page.click("#typed")
    await page.keyboard.type(text)


async def test_a_message_of_every_kind_is_drawn(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    await fill(client, news)
    page = await visit(height=2400)

    await expect(page.locator(".message")).to_have_count(5)
    await expect(page.locator(".byline .app")).to_have_text("APP")
    await expect(page.locator("#head .topic strong")).to_have_text("town")
    await expect(page.locator(".embed .title a")).to_have_attribute("href", "https://e.test/2")
    await expect(page.locator(".embed .field.inline")).to_have_count(3)
    await expect(page.locator(".container .gallery img")).to_have_attribute("alt", "A bridge")
    await expect(page.locator(".container button.button")).to_have_count(4)
    await expect(page.locator(".container a.button")).to_have_attribute("href", "https://e.test/1")
    await expect(page.locator(".file a")).to_have_text("table.csv")


DRAWN = {
    ".h1": "Heading one",
    ".h3": "Heading three",
    "small a": "masked link",
    "p > strong >> nth=0": "bold",
    "p > em": "italic",
    "strong em": "both",
    "u": "under",
    "s": "struck",
    ".spoiler": "hidden",
    "p > code": "code <b>",
    "blockquote": "A quote\nof two lines",
    "ul ul li": "inside",
    "ol li:last-child": "second",
    "pre": 'print("<b>no markup</b>")',
}


async def test_markdown_is_drawn_as_discord_draws_it_and_never_as_html(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    await fill(client, news)
    page = await visit()
    text = page.locator(".message .md").nth(1)

    for name, words in DRAWN.items():
        await expect(text.locator(name)).to_have_text(words)
    await expect(text).to_contain_text("snake_case_stays, 2 * 3 * 4")
    await expect(text).to_contain_text("*escaped* <img src=x onerror=alert(1)>")
    assert await text.locator("img").count() == 0
    first_link = text.locator("p a").first
    await expect(first_link).to_have_attribute("href", "https://e.test/x_y_z")


@pytest.mark.parametrize(
    ("locale", "zone", "shown"),
    [
        ("en-US", "America/New_York", "Tuesday, December 9, 2025 at 5:00 AM"),
        ("fr-FR", "Europe/Paris", "mardi 9 décembre 2025 à 11:00"),
    ],
)
async def test_a_stamp_is_in_the_readers_zone_and_language(
    client: Showcase, news: ChannelHandle, visit: Visit, locale: str, zone: str, shown: str
) -> None:
    await client.get_partial_messageable(news.id).send("<t:1765274400:F>")
    page = await visit(locale=locale, zone=zone)

    await expect(page.locator(".md time")).to_have_text(shown)


async def test_a_new_message_appears_is_edited_goes_and_marks_another_channel_as_unread(
    client: Showcase, guild: GuildHandle, news: ChannelHandle, visit: Visit
) -> None:
    sport = guild.add_channel("sport")
    page = await visit()

    sent = await client.get_partial_messageable(news.id).send("Here")
    await client.get_partial_messageable(sport.id).send("There")

    await expect(page.locator(".message .md")).to_have_text("Here")
    await sent.edit(content="Two")
    await expect(page.locator(".message .md")).to_have_text("Two (edited)")
    await sent.delete()
    await expect(page.locator(".message")).to_have_count(0)
    unread = page.locator("#channels button.unread")
    await expect(unread).to_have_text("sport")
    await unread.click()
    await expect(page.locator(".message .md")).to_have_text("There")
    await expect(unread).to_have_count(0)


async def test_a_command_is_typed_and_its_answer_names_who_asked(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    page = await visit()

    await type_line(page, "/feed list")
    await page.keyboard.press("Enter")

    await expect(page.locator(".answers")).to_have_text("Aann used /feed list")
    await expect(page.locator(".message ol li").first).to_have_text("Le Courrier des Étangs")
    await expect(page.locator(".waiting")).to_have_count(0)


async def test_options_are_filled_in_by_keyboard_with_completions_of_the_bot(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    page = await visit()

    await type_line(page, "/fee")
    await expect(page.locator("#offers li")).to_have_count(3)
    await page.keyboard.press("Tab")  # the first: /feed add, with its required option
    await page.keyboard.type("https://e.test/rss")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.type("pap")
    await page.keyboard.press("Enter")
    await page.keyboard.type("river")
    await expect(page.locator("#offers li")).to_have_text("Riverside Courier")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")

    answer = page.locator(".message.ephemeral")
    await expect(answer).to_contain_text("I follow https://e.test/rss here. paper=1 silent=False")
    await expect(answer.locator(".only-you")).to_contain_text("Only you can see this")
    await answer.locator(".only-you button").click()
    await expect(answer).to_have_count(0)

    # A value without its option's name goes to the next option.
    await type_line(page, "/feed add https://e.test silent:")
    await page.keyboard.type("tr")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(answer).to_contain_text("https://e.test here. paper=None silent=True")


async def test_what_is_no_command_or_lacks_an_option_is_said_and_not_sent(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    page = await visit()
    hint = page.locator("#hint.wrong")

    await type_line(page, "/nothing of that kind")
    await page.keyboard.press("Enter")
    await expect(hint).to_have_text("No command is called that.")

    await page.keyboard.press("Control+A")
    await page.keyboard.type("/feed add ")
    await page.keyboard.press("Enter")
    await expect(hint).to_have_text("address: This option is required.")
    await expect(page.locator(".chip.wrong input")).to_be_focused()
    assert news.messages == []


async def test_a_command_in_a_message_begins_when_it_is_clicked(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    await client.get_partial_messageable(news.id).send("Try </feed add:1>")
    page = await visit()

    await page.click(".mention")

    await expect(page.locator(".command .name")).to_have_text("/feed add")
    await expect(page.locator(".chip input")).to_be_focused()


async def test_a_link_to_a_message_leads_to_it(
    client: Showcase, guild: GuildHandle, news: ChannelHandle, visit: Visit
) -> None:
    sent = await client.get_partial_messageable(news.id).send("Found")
    other = guild.add_channel("other")
    address = f"https://discord.com/channels/{guild.id}/{news.id}/{sent.id}"
    await client.get_partial_messageable(other.id).send(f"See {address} and [it]({address})")
    page = await visit()
    await page.click("#channels button:has-text('other')")

    await expect(page.locator(".mention").first).to_have_text("#news › 💬")
    await page.click(".mention >> nth=1")

    await expect(page.locator("#head h2")).to_have_text("news")
    await expect(page.locator(".message.found")).to_contain_text("Found")


async def test_a_direct_message_is_written_and_answered(
    sandbox: Sandbox, client: Showcase, ann: User, visit: Visit
) -> None:
    page = await visit()
    await page.click(".server >> nth=0")
    await expect(page.locator("#head h2")).to_have_text("Gazette")

    await type_line(page, "Hello <b>you</b>")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .md")).to_have_text("Hello <b>you</b>")
    await (await client.fetch_user(ann.id)).send("Hello **back**")

    await expect(page.locator(".message .md strong")).to_have_text("back")
    assert sandbox.direct(ann).texts == ["Hello <b>you</b>", "Hello **back**"]


async def test_a_french_reader_gets_french_commands_and_a_french_page(
    client: Showcase, visit: Visit
) -> None:
    page = await visit(locale="fr-FR")

    await type_line(page, "/fl")
    await expect(page.locator("#offers b").first).to_have_text("/flux ajouter")
    await expect(page.locator("#offers small").first).to_have_text("Suivre un flux")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("/flux lister")
    await page.keyboard.press("Enter")

    await expect(page.locator(".answers")).to_contain_text("a utilisé /flux lister")


async def test_buttons_menus_and_modals_reach_the_bot(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    await fill(client, news)
    page = await visit()

    await page.click("button:has-text('Primary')")
    await expect(page.locator(".message .md").last).to_have_text("You pressed primary")
    await page.focus(".select")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .md").last).to_have_text("Read ['1']")
    await page.click("button:has-text('Secondary')")
    await page.fill("dialog [name=words]", "fibre")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .md").last).to_have_text("Only items with fibre.")
    await expect(page.locator("dialog")).not_to_be_visible()


async def test_a_button_without_an_answer_is_said_to_have_failed(
    client: Showcase, news: ChannelHandle, visit: Visit, sandbox: Sandbox
) -> None:
    sandbox.world.rules = Rules(answer_within=timedelta(milliseconds=200))
    await fill(client, news)
    page = await visit()

    await page.click("button:has-text('Danger')")

    await expect(page.locator(".problem:visible")).to_have_text("This interaction failed")


async def test_a_message_command_runs_from_the_messages_own_menu(
    client: Showcase, news: ChannelHandle, visit: Visit
) -> None:
    sent = await client.get_partial_messageable(news.id).send("One")
    page = await visit()

    await page.hover(".message")
    await page.click(".message .tools button")
    await page.click(".menu.apps button")

    await expect(page.locator(".message .md").last).to_have_text(f"In short: {sent.id}")


async def test_a_forum_lists_its_posts_and_opens_one(
    client: Showcase, guild: GuildHandle, visit: Visit
) -> None:
    forum = guild.add_channel("long-reads", "forum", tags=["Science"])
    page = await visit()
    channel = await client.fetch_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    tags = channel.available_tags
    await channel.create_thread(name="A station", content="A **lead**", applied_tags=tags)

    await page.click("#channels button:has-text('long-reads')")
    await expect(page.locator(".post b")).to_have_text("A station")
    await expect(page.locator(".post .tag")).to_have_text("Science")
    await page.click(".post")

    await expect(page.locator("#head")).to_contain_text("A station")
    await expect(page.locator(".message .md strong")).to_have_text("lead")


async def test_what_one_reader_may_not_see_is_not_there(
    sandbox: Sandbox, client: Showcase, guild: GuildHandle, ann: User, visit: Visit
) -> None:
    secret = guild.add_channel("moderators")
    secret.deny("view_channel", who=guild.guild.roles[guild.id])
    secret.allow("view_channel", who=ann)
    ben = sandbox.user("ben", guild=guild)
    page = await visit()

    await expect(page.locator("#channels")).to_contain_text("moderators")
    await page.select_option("#user", str(ben.id))
    await expect(page.locator("#channels")).not_to_contain_text("moderators")


async def test_older_messages_come_when_the_reader_goes_up(
    sandbox: Sandbox, client: Showcase, news: ChannelHandle, ann: User, visit: Visit
) -> None:
    for number in range(120):
        news.say(ann, f"line {number}")
    page = await visit()
    await expect(page.locator(".message .md").last).to_have_text("line 119")
    await expect(page.locator(".message")).to_have_count(50)

    for _ in range(2):
        held = await page.locator(".message").count()
        await page.evaluate("document.querySelector('#scroller').scrollTop = 0")
        await expect(page.locator(".message")).not_to_have_count(held)

    await expect(page.locator(".beginning")).to_contain_text("Welcome to #news!")
    await expect(page.locator(".message .md").first).to_have_text("line 0")


async def test_another_site_cannot_use_the_sandbox_through_a_browser(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(sandbox.base) as session:
        for headers in ({"Origin": "https://evil.test"}, {"Host": "evil.test"}):
            async with session.get("/sandbox/state", headers=headers) as response:
                assert response.status == 403
        async with session.get("/sandbox/state", headers={"Origin": sandbox.base}) as response:
            assert response.status == 200
