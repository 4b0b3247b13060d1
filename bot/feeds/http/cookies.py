"""Cookies of one chain of redirects: sent back within it, host by host, and forgotten after it.

Some publishers set a cookie, redirect to the same address, and redirect again for ever while it
does not come back. Nobody is known by a cookie from one poll to the next: none outlives its chain.
"""

from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

_POLICY = DefaultCookiePolicy(
    strict_domain=True,  # no cookie for all of .co.uk
    strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain,  # as browsers do
)


class ChainCookies:
    """The cookies that the answers of one chain have set."""

    def __init__(self) -> None:
        self._jar: httpx.Cookies | None = None  # most chains set none, and many have one link

    def keep(self, answer: httpx.Response) -> None:
        """Keep what an answer sets for its host or domain."""
        if "set-cookie" in answer.headers:
            self._jar = self._jar or httpx.Cookies(CookieJar(_POLICY))
            self._jar.extract_cookies(answer)

    def add_to(self, request: httpx.Request) -> None:
        """Add the cookies that this request's host is to see to those it already carries."""
        if self._jar is None:
            return
        bare = httpx.Request("GET", request.url, headers={"Host": request.headers["Host"]})
        self._jar.set_cookie_header(bare)
        if kept := bare.headers.get("cookie"):
            given = request.headers.get("cookie")
            request.headers["cookie"] = f"{given}; {kept}" if given else kept
