"""Translations of titles and leads, and the debts of deliveries that wait for them."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationSource:
    """What is to be said in `language`, a code of the catalogs'; a post has no title."""

    language: str
    title: str
    lead: str

    @property
    def key(self) -> str:
        """Return what stands for these words in that language, whoever wants them."""
        said = "\0".join((self.language, self.title, self.lead))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same in another language; empty where the source is."""

    title: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """An item of an owed delivery, named by its channel and slot, that waits for a language."""

    channel_id: int
    slot: str
    item_id: int
    language: str
