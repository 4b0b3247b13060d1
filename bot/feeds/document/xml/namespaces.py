"""Know XML elements by their namespace, as the usual prefix of it: `dc:creator`, `media:content`.

Publishers misspell the addresses of namespaces more often than their prefixes, so an address that
is not known counts by the prefix that the document gives it, as in feedparser. Elements without
a prefix are feeds' own, whatever their address says.
"""

from collections.abc import Mapping
from typing import Final

_ADDRESSES: Final = {
    "purl.org/rss/1.0": "",
    "purl.org/net/rss1.1": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "purl.org/atom/ns": "",
    "www.w3.org/2005/atom": "",
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "purl.org/rss/1.0/modules/content": "content:",
    "purl.org/rss/1.0/modules/syndication": "sy:",
    "purl.org/dc/elements/1.0": "dc:",
    "purl.org/dc/elements/1.1": "dc:",
    "purl.org/dc/terms": "dcterms:",
    "search.yahoo.com/mrss": "media:",
    "video.search.yahoo.com/mrss": "media:",
    "www.rssboard.org/media-rss": "media:",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "example.com/dtds/podcast-1.0.dtd": "itunes:",  # as Apple's first examples had it
    "rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "purl.oclc.org/net/rss_2.0/enc": "enc:",
    "base.google.com/ns/1.0": "g:",
    "www.pheedo.com/namespace/pheedo": "pheedo:",
    "www.w3.org/1999/02/22-rdf-syntax-ns": "rdf:",
    "www.w3.org/1999/xhtml": "xhtml:",
    "www.w3.org/2000/svg": "svg:",
    "www.w3.org/1998/math/mathml": "math:",
    "www.w3.org/xml/1998/namespace": "xml:",
}
_PREFIXES: Final = {prefix.rstrip(":"): prefix for prefix in _ADDRESSES.values()} | {"atom": ""}
_OTHER: Final = "?:"


class Names(dict[str, str]):
    """The names of a document's elements by their tags, in lower case with their usual prefix.

    `declared` has the prefix of each namespace in the document; `?:` is that of any other.
    """

    def __init__(self, declared: Mapping[str, str]) -> None:
        super().__init__()
        self._declared = declared

    def __missing__(self, tag: str) -> str:
        address, _, local = tag.rpartition("}")
        name = self[tag] = self._prefix(address[1:]) + local.lower()
        return name

    def _prefix(self, address: str) -> str:
        if not address:
            return ""
        _, _, bare = address.lower().strip().rstrip("/#").rpartition("://")
        known = _ADDRESSES.get(bare)
        return _PREFIXES.get(self._declared.get(address, "?"), _OTHER) if known is None else known
