"""A moderator's five jobs in an empty server, each one command and at most two clicks.

The test counts them; `tools.job_pictures` takes a picture after each, for the guide.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox import Reply
from tests.support.gazette import Gazette, Person
from tests.support.newsstand import Paper

MUTED = "horoscope"
PAPERS = {
    "en": (
        ("courier", "The Courier", "The bridge opens on Sunday"),
        ("herald", "The Herald", "The ferry sails again"),
        ("tribune", "The Tribune", "Otters in the harbour"),
    ),
    "fr": (
        ("courier", "Le Courrier", "Le pont ouvre dimanche"),
        ("herald", "Le Héraut", "Le bac repart"),
        ("tribune", "La Tribune", "Des loutres dans le port"),
    ),
}
LEADS = {
    "en": "It has taken two years and cost less than was thought, the town says.",
    "fr": "Il aura fallu deux ans, et moins d’argent que prévu, dit la mairie.",
}
STOPPED = {"en": "Your horoscope for the week", "fr": "Votre horoscope de la semaine"}
PASSED = {"en": "A new bakery in Mill Lane", "fr": "Une boulangerie ouvre rue du Moulin"}


@dataclass(slots=True)
class Hand:
    """A moderator's hand: what it types and clicks is counted."""

    person: Person
    papers: list[Paper]
    language: str = "en"
    commands: int = 0
    clicks: int = 0
    answer: Reply | None = field(default=None)

    async def type(self, command: str, **options: object) -> Reply:
        self.commands += 1
        self.answer = await self.person.slash(command, **options)
        return self.answer

    async def click(self, custom_id: str) -> None:
        self.clicks += 1
        assert self.answer is not None
        await self.person.click(self.answer, self._named(custom_id))

    async def choose(self, custom_id: str, value: str) -> None:
        self.clicks += 1
        assert self.answer is not None
        await self.person.select(self.answer, self._named(custom_id), value)

    def _named(self, part: str) -> str:
        """Return the custom id of the control that has `part` in it."""
        assert self.answer is not None
        waiting = list(self.answer.components)
        while waiting:
            component = waiting.pop(0)
            waiting += component.get("components", [])
            if part in component.get("custom_id", ""):
                return str(component["custom_id"])
        raise AssertionError(f"no control {part!r}")


async def add_three_feeds(hand: Hand) -> None:
    await hand.type("feed add", url=" ".join(paper.home for paper in hand.papers))


async def plan_a_digest(hand: Hand) -> None:
    await hand.type("digest set", time="8:00", zone="Paris")
    await hand.click("digest:only:")


async def mute_a_word(hand: Hand) -> None:
    await hand.type("mute add", words=MUTED)


async def ask_why(hand: Hand) -> None:
    await hand.type("feed explain", article=STOPPED[hand.language])


async def change_the_look(hand: Hand) -> None:
    await hand.type("feed edit", feed=PAPERS[hand.language][0][1])
    await hand.choose(":style", "compact")
    await hand.click(":save")


Job = Callable[[Hand], Awaitable[None]]
JOBS: dict[str, Job] = {
    "add": add_three_feeds,
    "digest": plan_a_digest,
    "mute": mute_a_word,
    "explain": ask_why,
    "look": change_the_look,
}


def open_papers(gazette: Gazette, language: str = "en") -> list[Paper]:
    """Let three papers stand that have each published something."""
    papers = []
    for name, title, headline in PAPERS[language]:
        paper = gazette.papers.open(name, title=title, language=language)
        paper.publish(headline, lead=LEADS[language])
        papers.append(paper)
    return papers


async def between(gazette: Gazette, hand: Hand, done: str) -> None:
    """Let happen what a job needs of those before it: an article that the muted word stops."""
    await gazette.settle()
    if done == "mute":
        hand.papers[0].publish(STOPPED[hand.language], lead=LEADS[hand.language])
        hand.papers[1].publish(PASSED[hand.language], lead=LEADS[hand.language])
        await gazette.pass_time(hours=1)
