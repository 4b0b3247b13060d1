"""The HTTP transport: GET and form POST over aiohttp, always past the SSRF guard.

Why not httpx's client, whose addresses it takes: 2.5 to 5 ms of CPU for a request instead of 0.6.
Why not the httpx-aiohttp package: it hands the address over as text, and aiohttp then writes it
anew (`%7E` becomes `~`), which breaks signed addresses; it also turns the reasons of TLS and DNS
failures into one `ConnectError`. So this module does the few lines itself.

The guard is asked twice: the resolver refuses a name with any inside address, and the socket
factory sees every address that is about to be connected to, so also one written in the URL.

Behind a proxy it is the proxy that resolves names and connects. So a name is judged before by
what our own resolver says of it, and, where it knows nothing, by itself (`check_proxied_name`).
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import AddressRefused, CutOff, FeedError, Unreachable
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.proxy import ProxyRules

CHUNK = 64 * 1024
MAX_HEADER = 16 * 1024  # one header line; aiohttp adds a limit of 128 lines
DNS_THREADS = 16  # a dead name server holds a thread for seconds
DNS_BEHIND_PROXY_S = 3.0  # a network with a proxy may have no name server that answers
PROXY_WANTS_LOGIN = 407

Lookup = Callable[[str, int], Awaitable[tuple[str, ...]]]

_TLS_CAUSES = {10: "tls_expired", 9: "tls_expired", 62: "tls_host", 64: "tls_host"}


class SystemLookup:
    """Ask the system's resolver, in threads of its own: it cannot be told to give up."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        infos = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return tuple(str(info[4][0]) for info in infos)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Resolver(AbstractResolver):
    """A lookup as aiohttp wants it, judged by the guard; without one for the operator's proxy."""

    def __init__(self, lookup: Lookup, guard: SsrfGuard | None) -> None:
        self._lookup = lookup
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        addresses = await self._lookup(host, port)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no addresses")
        if self._guard is not None and not self._guard.trusts(host, port):
            self._guard.check_addresses(addresses)
        return [_result(host, address, port) for address in addresses]

    async def close(self) -> None:
        """Hold nothing; the lookup belongs to whoever made it."""


class Answer:
    """The answer to a request: its status and headers as sent, its body still to be read."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.status = response.status
        self.headers = response.raw_headers
        self._response = response

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes, still coded.

        Raises:
            CutOff, Unreachable: it ended too early, or could not be read on.
        """
        try:
            async for chunk in self._response.content.iter_chunked(CHUNK):
                yield chunk
        except (aiohttp.ClientError, OSError, ValueError) as e:
            raise translated(e) from e

    def close(self) -> None:
        self._response.release()


class GuardedTransport:
    """aiohttp's sessions: of the public, of the operator's hosts, of a proxy."""

    def __init__(
        self,
        guard: SsrfGuard,
        *,
        lookup: Lookup,
        tls: ssl.SSLContext,
        connections: int,
        connect_s: float,
        read_s: float,
        proxies: ProxyRules,
    ) -> None:
        self._guard = guard
        self._lookup = lookup
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_s, sock_read=read_s)
        self._proxies = proxies
        resolver = _Resolver(lookup, guard)

        def judged(info: aiohttp.AddrInfoType) -> socket.socket:
            guard.check_addresses((str(info[4][0]),))
            return socket.socket(info[0], info[1], info[2])

        self._public = _session(resolver, tls, connections, judged)
        self._trusted = _session(resolver, tls, connections, None)
        self._proxied = _session(_Resolver(lookup, None), tls, connections, None)

    async def get(self, url: httpx.URL, headers: Mapping[str, str]) -> Answer:
        """Ask for `url`, which the guard has judged, and return the answer.

        Raises:
            AddressRefused: the guard refused what the host resolved to.
            Unreachable: no answer, with its cause.
        """
        exact = _exact_url(url)
        session, proxy = await self._route_to(exact)
        try:
            response = await session.get(
                exact, headers=headers, allow_redirects=False, proxy=proxy, timeout=self._timeout
            )
        except (aiohttp.ClientError, OSError, ValueError) as e:
            raise translated(e) from e
        if proxy is not None and response.status == PROXY_WANTS_LOGIN:
            response.close()
            raise Unreachable("proxy", "the proxy wants a user and a password")
        return Answer(response)

    async def _route_to(self, url: URL) -> tuple[aiohttp.ClientSession, str | None]:
        """Return the session that a request to `url` is made in, and its proxy if it has one.

        Raises:
            AddressRefused: the guard does not let a proxy connect to this host.
        """
        host, port = url.raw_host or "", url.port or 0
        is_trusted = self._guard.trusts(host, port)
        proxy = self._proxies.for_url(str(url))
        if proxy is None:
            return self._trusted if is_trusted else self._public, None
        if not is_trusted:
            await self._check_proxied(host, port)
        return self._proxied, proxy

    async def _check_proxied(self, host: str, port: int) -> None:
        """Judge a host that the proxy will connect to.

        Raises:
            AddressRefused: its name is of the inside, or leads there as far as is known here.
        """
        self._guard.check_proxied_name(host)
        try:
            async with asyncio.timeout(DNS_BEHIND_PROXY_S):
                addresses = await self._lookup(host, port)
        except OSError:  # also no answer in time: only the proxy knows the name
            return
        self._guard.check_addresses(addresses)

    async def post_form(
        self,
        url: httpx.URL,
        fields: Mapping[str, str],
        headers: Mapping[str, str],
        *,
        within_s: float,
    ) -> int:
        """Send a form to `url`, which the guard has judged; return the status, follow nothing.

        Raises:
            AddressRefused: the guard refused what the host resolved to.
            Unreachable: no answer, with its cause.
        """
        exact = _exact_url(url)
        session, proxy = await self._route_to(exact)
        try:
            async with session.post(
                exact,
                data=fields,
                headers=headers,
                allow_redirects=False,
                proxy=proxy,
                timeout=aiohttp.ClientTimeout(total=within_s),
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, OSError, ValueError) as e:
            raise translated(e) from e

    async def aclose(self) -> None:
        await self._public.close()
        await self._trusted.close()
        await self._proxied.close()


def translated(error: Exception) -> FeedError:
    """Return our error for one of aiohttp's, by what went wrong; shows nothing of the answer."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return Unreachable("proxy", f"the proxy answers {error.status}")
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return Unreachable("proxy", "the proxy does not take connections")
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, aiohttp.ClientSSLError):  # only says in other words what caused it
            reason = reason.__cause__
            continue
        if isinstance(reason, ssl.SSLCertVerificationError):
            cause = _TLS_CAUSES.get(reason.verify_code, "tls_untrusted")
            return Unreachable(cause, reason.verify_message)
        if isinstance(reason, ssl.SSLError):
            return Unreachable("tls", reason.reason or "handshake failed")
        if isinstance(reason, aiohttp.ClientConnectorDNSError | socket.gaierror):
            return Unreachable("dns", "the name is unknown or its servers do not answer")
        if isinstance(reason, aiohttp.InvalidURL):
            return AddressRefused("the address cannot be read")
        if isinstance(reason, TimeoutError):
            return Unreachable("timeout", "no answer in time")
        reason = reason.__cause__
    if isinstance(error, aiohttp.ClientConnectorError):
        return Unreachable("connect", error.strerror or "no connection")
    broken = CutOff if isinstance(error, aiohttp.ClientPayloadError) else Unreachable
    return broken("protocol", type(error).__name__)


def _session(
    resolver: AbstractResolver,
    tls: ssl.SSLContext,
    connections: int,
    factory: Callable[[aiohttp.AddrInfoType], socket.socket] | None,
) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        resolver=resolver,
        use_dns_cache=False,
        ssl=tls,
        limit=connections,
        force_close=True,  # a kept connection per host would serve the next poll, hours away
        socket_factory=factory,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
        read_bufsize=CHUNK,
        max_line_size=MAX_HEADER,
        max_field_size=MAX_HEADER,
    )


def _exact_url(url: httpx.URL) -> URL:
    """Return the same address for aiohttp, byte for byte, without its user and password.

    Raises:
        AddressRefused: the two libraries read different hosts in it.
    """
    plain = url.copy_with(userinfo=b"", fragment=None) if url.userinfo or url.fragment else url
    exact = URL(str(plain), encoded=True)
    if (exact.raw_host or "") != url.raw_host.decode("ascii"):
        raise AddressRefused("the address cannot be read")
    return exact


def _result(host: str, address: str, port: int) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if ":" in address else socket.AF_INET,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST,
    )
