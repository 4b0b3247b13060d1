"""A digest's pages on the web: consent and its end, the page and its neighbours, the last pages.

An address holds a secret token: whoever has it reads, nobody finds it. Feeds whose own address
holds a key stay out of these pages, because what they say was given to their followers alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_urlsafe

from bot.digest.compose import Page
from bot.digest.service import compose_again
from bot.errors import UserError
from bot.follow.audit import Actor, note
from bot.i18n import choose_locale
from bot.model import Digest, Edition, WebAddress
from bot.store.database import Database
from bot.store.digests.addresses import AddressStore, allow, revoke
from bot.store.digests.digest_edits import find_digest
from bot.store.digests.editions import Contents, EditionStore
from bot.store.engine.retry import retried
from bot.text.urls.masking import has_secret

TOKEN_BYTES = 24  # 192 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPlace:
    """Which printed page is meant, and those before and after it."""

    address: WebAddress
    digest: Digest
    edition: Edition
    before: Edition | None
    after: Edition | None


class WebPages:
    """Consents and pages; without a `public_url` there are none."""

    def __init__(self, database: Database, *, public_url: str | None) -> None:
        self._database = database
        self._addresses = AddressStore(database)
        self._editions = EditionStore(database)
        self._public_url = public_url

    def require_open(self) -> None:
        """Check that there is a web where pages could stand.

        Raises:
            UserError: the operator has opened none.
        """
        if self._public_url is None:
            raise UserError("digests.web.closed")

    @retried
    async def allow(
        self, digest_id: int, now: datetime, *, indexed: bool, by: Actor | None = None
    ) -> WebAddress:
        """Put a digest's pages on the web, at a new address where they have none.

        Raises:
            UserError: there is no web, or the digest is gone or a member's own.
        """
        self.require_open()
        async with self._database.transaction() as connection:
            digest = await find_digest(connection, digest_id)
            if digest is None or digest.removed_at is not None or digest.user_id is not None:
                raise UserError("digests.error.unknown")
            await note(connection, by, "web_allowed", channel_id=digest.channel_id)
            token = token_urlsafe(TOKEN_BYTES)
            return await allow(connection, digest_id, token, now, indexed=indexed)

    @retried
    async def revoke(self, digest_id: int, *, by: Actor | None = None) -> None:
        """Take a digest's pages off the web: the address dies, and none comes back."""
        async with self._database.transaction() as connection:
            digest = await find_digest(connection, digest_id)
            if await revoke(connection, digest_id) and digest is not None:
                await note(connection, by, "web_revoked", channel_id=digest.channel_id)

    async def url_of(self, digest_id: int, edition: Edition | None = None) -> str | None:
        """Return where a digest's last page, or this one, stands; None where it does not."""
        if self._public_url is None:
            return None
        address = await self._addresses.of_digest(digest_id)
        return None if address is None else self.url(address, edition)

    def url(self, address: WebAddress, edition: Edition | None = None, *, file: str = "") -> str:
        """Return the address of a page; without an edition that of the last one, or of a `file`."""
        base = f"{self._public_url}/d/{address.token}"
        if edition is not None:
            return f"{base}/{edition.day.isoformat()}/{edition.slot}"
        return f"{base}/{file}" if file else base

    async def find(self, token: str) -> tuple[WebAddress, Digest] | None:
        """Return the digest that stands at an address; None for one that is dead, or never was."""
        return None if self._public_url is None else await self._addresses.find(token)

    async def place(
        self, address: WebAddress, digest: Digest, key: tuple[date, int] | None
    ) -> WebPlace | None:
        """Find the page of a day and slot, or the last one; None where there is none."""
        if key is None:
            edition = await self._editions.latest(digest.id)
        else:
            edition = await self._editions.find(digest.id, *key)
        if edition is None:
            return None
        return WebPlace(
            address=address,
            digest=digest,
            edition=edition,
            before=await self._editions.before(edition),
            after=await self._editions.after(edition),
        )

    async def page(self, place: WebPlace) -> Page:
        """Compose a page anew from the items that are still kept."""
        return await self._compose(place.digest, place.edition)

    async def last(self, digest: Digest, count: int) -> Sequence[tuple[Edition, Page]]:
        """Return the last pages, the newest first."""
        editions = await self._editions.last(digest.id, count)
        return [(edition, await self._compose(digest, edition)) for edition in editions]

    async def _compose(self, digest: Digest, edition: Edition) -> Page:
        stood = public_part(await self._editions.contents(edition.id))
        return await compose_again(
            self._database, digest, edition, stood, choose_locale(digest.locale)
        )


def public_part(stood: Contents) -> Contents:
    """Leave out what comes from feeds whose address holds a key."""
    feeds = {id_: feed for id_, feed in stood.feeds.items() if not has_secret(feed.url)}
    items = tuple(item for item in stood.items if item.feed_id in feeds)
    return replace(stood, items=items, feeds=feeds)
