"""Builders of feeds and items, and the made-up day that the golden pages show."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.digest.compose import Occasion, Page, compose
from bot.model import Feed, Item, Kind

DATA = Path(__file__).parent / "data"
PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2025, 12, 9, 11, tzinfo=UTC)  # 12:00 in Paris


def make_feed(feed_id: int, title: str = "") -> Feed:
    return Feed(
        id=feed_id,
        url=f"https://feed{feed_id}.test/rss",
        title=title or f"Feed {feed_id}",
        due_at=NOON,
        interval=timedelta(hours=1),
    )


def make_item(
    item_id: int,
    feed_id: int = 1,
    *,
    title: str = "",
    kind: Kind = Kind.ARTICLE,
    kicker: str | None = None,
    lead: str = "",
    body: str = "",
    categories: tuple[str, ...] = (),
    language: str | None = None,
    link: str | None = "",
    image_url: str | None = None,
    at: datetime = NOON,
) -> Item:
    return Item(
        id=item_id,
        feed_id=feed_id,
        guid=str(item_id),
        link=f"https://feed{feed_id}.test/{item_id}" if link == "" else link,
        title=title or f"Title {item_id}",
        kicker=kicker,
        lead=lead,
        body=body,
        authors=(),
        categories=categories,
        kind=kind,
        image_url=image_url,
        language=language,
        published_at=at,
        received_at=at,
        position=0,
    )


def occasion(locale: str = "en", **changes: object) -> Occasion:
    values = {"day": date(2025, 12, 9), "zone": PARIS, "locale": locale, **changes}
    return Occasion(**values)  # type: ignore[arg-type]  # a builder trusts its tests


def made_up_day() -> tuple[list[Item], dict[int, Feed], list[set[int]]]:
    """Return the items, feeds and stories of `data/day.toml`."""
    table = tomllib.loads((DATA / "day.toml").read_text(encoding="utf-8"))
    feeds = {n: make_feed(n, title) for n, title in enumerate(table["feeds"], start=1)}
    items = [
        make_item(
            number,
            entry["feed"],
            title=entry["title"],
            kind=Kind(entry.get("kind", "article")),
            kicker=entry.get("kicker"),
            lead=entry.get("lead", ""),
            categories=tuple(entry.get("categories", ())),
            language=entry["language"],
            at=entry["at"],
        )
        for number, entry in enumerate(table["items"], start=1)
    ]
    return items, feeds, [set(story) for story in table["stories"]]


def golden_page(name: str, locale: str) -> Page:
    """Return the page that `data/<name>.<locale>.*` shows."""
    items, feeds, stories = made_up_day()
    match name:
        case "empty":
            return compose([], feeds, occasion(locale))
        case "catch-up":
            away = occasion(locale, since=date(2025, 12, 1), left_out=2, grouping="category")
            return compose(items, feeds, away, lambda _: stories)
        case _:
            return compose(items, feeds, occasion(locale), lambda _: stories)
