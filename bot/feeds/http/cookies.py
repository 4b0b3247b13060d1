"""Cookies of one chain of redirects: sent back within it, host by host, and forgotten after it.

Some publishers set a cookie, redirect to the same address, and redirect again for ever while it
does not come back. Nobody is known by a cookie from one poll to the next: none outlives its chain.
"""

from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from bot.feeds.http.transport import Answer

_POLICY = DefaultCookiePolicy(
    strict_domain=True,  # no cookie for all of .co.uk
    strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain,  # as browsers do
)


class ChainCookies:
    """The cookies that the answers of one chain have set."""

    def __init__(self) -> None:
        self._jar: httpx.Cookies | None = None  # most chains set none, and many have one link

    def keep(self, answer: Answer, url: httpx.URL) -> None:
        """Keep what the answer of an address sets for its host or domain."""
        headers = httpx.Headers(answer.headers)
        if "set-cookie" in headers:
            self._jar = self._jar or httpx.Cookies(CookieJar(_POLICY))
            self._jar.extract_cookies(
                httpx.Response(answer.status, headers=headers, request=_bare_request(url))
            )

    def add_to(self, headers: dict[str, str], url: httpx.URL) -> None:
        """Add the cookies that this address is to see to the headers of its request."""
        if self._jar is None:
            return
        request = _bare_request(url)
        self._jar.set_cookie_header(request)
        if kept := request.headers.get("cookie"):
            name = next((name for name in headers if name.lower() == "cookie"), "Cookie")
            given = headers.get(name)
            headers[name] = f"{given}; {kept}" if given else kept


def _bare_request(url: httpx.URL) -> httpx.Request:
    # Given the header, httpx does not decode it, which fails where the host is an emoji.
    return httpx.Request("GET", url, headers={"Host": url.netloc.decode()})
