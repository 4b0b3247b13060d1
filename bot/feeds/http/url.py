"""Read a URL as requests are made of it: its host in ASCII (IDNA), without a fragment; pure.

httpx knows the names of the strict IDNA of 2008, in which an emoji is none. Browsers, resolvers
and registries know them by punycode (`☃.net` is `xn--n3h.net`), and so does Python's own codec.
"""

from urllib.parse import urlsplit

import httpx

from bot.errors import AddressRefused


def read_url(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Read an address, relative to `base`, without its fragment.

    Raises:
        AddressRefused: nothing can be read in it.
    """
    try:
        ascii_address = _with_ascii_host(address)
        url = httpx.URL(ascii_address) if base is None else base.join(ascii_address)
        return url.copy_with(fragment=None) if url.fragment else url
    except (httpx.InvalidURL, ValueError, UnicodeError) as e:
        raise AddressRefused("the address cannot be read") from e


def _with_ascii_host(address: str) -> str:
    """Return the address with its host as resolvers know it, where httpx would not have it."""
    if address.isascii():
        return address
    parts = urlsplit(address)
    host = parts.hostname
    if not host or host.isascii():
        return address
    try:
        httpx.URL(address)  # the strict reading, which also knows what ß is
    except httpx.InvalidURL:
        written = parts.netloc.rpartition("@")[2]
        port = f":{parts.port}" if parts.port is not None else ""
        login = parts.netloc.removesuffix(written)
        return parts._replace(netloc=f"{login}{host.encode('idna').decode()}{port}").geturl()
    return address
