"""A person without a server, in the sandbox's page: adds the app, follows, is told, keeps, leaves.

The test walks it; `tools.own_pictures` takes a picture after each step, for the guide.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from sandbox.world.state import User
from tests.store.two_worlds import all_rows
from tests.support.gazette import Gazette
from tests.support.newsstand import Paper

PAPERS = (
    ("courier", "The Courier"),
    ("herald", "The Herald"),
    ("lamp", "The Tilted Lamp"),
)
NEWS = (
    (
        0,
        "The old swing bridge will turn again",
        "After nine years it carries walkers from Sunday on, the town says.",
    ),
    (
        0,
        "A bakery opens in Mill Lane",
        "Two sisters bake at night, and sell from six in the morning.",
    ),
    (
        1,
        "Nitrates in the wells of three villages",
        "Measured in May and again in autumn, they are above the limit by a third.",
    ),
    (
        1,
        "The ferry sails on winter time",
        "The last crossing is at eight, half an hour earlier than so far.",
    ),
    (
        2,
        "Otters are back in the harbour",
        "A night camera has seen four of them, the first in forty years.",
    ),
)
ALERT, MISSPELT = "nitrates OR ferry", "nitratse"
ANSWER = ".message.ephemeral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody at the page, with the papers that they will follow."""

    gazette: Gazette
    page: Page
    user: User
    papers: list[Paper]

    @classmethod
    async def sit_down(cls, gazette: Gazette, page: Page) -> Reader:
        """Let somebody who is in no server open the page."""
        user = gazette.sandbox.user("chloe")
        user.global_name = "Chloé"
        papers = [gazette.papers.open(name, title=title) for name, title in PAPERS]
        await page.goto(gazette.sandbox.base)
        await page.select_option("#user", str(user.id))
        await expect(page.locator("#head h2")).to_have_text("Gazette")
        return cls(gazette=gazette, page=page, user=user, papers=papers)

    async def type(self, line: str) -> Locator:
        """Send a command, and return its answer."""
        before = await self.page.locator(ANSWER).count()
        await self.page.fill("#typed", line)
        await self.page.keyboard.press("Enter")
        answer = self.page.locator(ANSWER).nth(before)
        await expect(answer).to_be_visible()
        await expect(answer.locator(".thinking")).to_have_count(0)
        return answer

    @property
    def newest(self) -> Locator:
        return self.page.locator(".message").last

    async def dismiss_answers(self) -> None:
        """Close what only the reader sees."""
        answers = self.page.locator(ANSWER)
        for left in reversed(range(await answers.count())):
            await answers.last.locator(".only-you button").click()
            await expect(answers).to_have_count(left)


async def add_the_app(reader: Reader) -> None:
    await reader.page.click("#head button:has-text('Add to my account')")
    await expect(reader.page.locator("#head .account")).to_have_text("Remove from my account")


async def follow_three_feeds(reader: Reader) -> None:
    addresses = " ".join(paper.home for paper in reader.papers)
    answer = await reader.type(f"/feed add {addresses}")
    for _, title in PAPERS:
        await expect(answer).to_contain_text(title)
    await reader.gazette.settle()


async def ask_for_an_alert(reader: Reader) -> None:
    answer = await reader.type(f"/alert add {ALERT}")
    await expect(answer).to_contain_text(ALERT)


async def ask_for_a_page(reader: Reader) -> None:
    answer = await reader.type("/page me time:18:00 zone:Europe/Paris")
    await expect(answer).to_contain_text("18:00")


async def be_told(reader: Reader) -> None:
    for paper, title, lead in NEWS:
        reader.papers[paper].publish(title, lead=lead)
    await reader.gazette.pass_time(hours=1)
    for _, title, _ in NEWS[2:4]:
        await expect(reader.newest).to_contain_text(title)


async def read_the_page(reader: Reader) -> None:
    await reader.gazette.pass_time(hours=8)
    for _, title, _ in NEWS:
        await expect(reader.newest).to_contain_text(title)


async def save_an_article(reader: Reader) -> None:
    await reader.newest.hover()
    await reader.newest.locator(".tools button").click()
    before = await reader.page.locator(ANSWER).count()
    await reader.page.click(".menu.apps button:has-text('Save')")
    answer = reader.page.locator(ANSWER).nth(before)
    await answer.locator(".select").click()
    await answer.locator(f".menu li:has-text('{NEWS[2][1]}')").click()
    await reader.page.keyboard.press("Escape")
    await expect(reader.page.locator(ANSWER).last).to_contain_text("Saved")


async def find_it_misspelt(reader: Reader) -> None:
    answer = await reader.type(f"/saved search {MISSPELT}")
    await expect(answer).to_contain_text(NEWS[2][1])


async def erase_everything(reader: Reader) -> None:
    answer = await reader.type("/forget")
    await answer.locator("button:has-text('Erase')").click()
    await expect(answer).to_contain_text("I keep nothing about you now")


Step = Callable[[Reader], Awaitable[None]]
STEPS: dict[str, Step] = {
    "add": add_the_app,
    "follow": follow_three_feeds,
    "alert": ask_for_an_alert,
    "page": ask_for_a_page,
    "told": be_told,
    "digest": read_the_page,
    "save": save_an_article,
    "find": find_it_misspelt,
    "forget": erase_everything,
}


async def traces(gazette: Gazette, *marks: object) -> set[str]:
    """Return the tables in whose values any of these stands."""
    wanted = [str(mark) for mark in marks]
    return {
        table
        for table, rows in (await all_rows(gazette.database)).items()
        for row in rows
        if any(mark in str(value) for value in row for mark in wanted)
    }
