"""Take off an address what only tracks whoever follows it, where its page opens without; pure.

For addresses that are shown. What makes two addresses one article is wider, and never visited:
`bot.feeds.items.canonical_url`.
"""

import re

_TRACKING = re.compile(
    r"(?:utm|mtm|hsa|oly)_\w+|at_(?:medium|campaign|format|creation|variant|custom\d|link_\w+)"
    r"|pk_(?:campaign|kwd|source|medium)|mc_[ce]id|_hs(?:enc|mi)|wt_mc|xtor|traffic_source|icid"
    r"|(?:fb|g|d|y)clid|msclkid|igshid",
    re.IGNORECASE,
)
# Beside one of these an address is good only as it was signed.
_SIGNED = re.compile(
    r"(?:[\w-]+[-_])?(?:sig|sign|signature|hmac|hash|token|expires)", re.IGNORECASE
)


def without_tracking(address: str | None) -> str | None:
    """Return an address without its tracking parameters; all else of it stays as it is written."""
    if address is None or "?" not in address:
        return address
    rest, mark, fragment = address.partition("#")
    page, _, query = rest.partition("?")
    parts = query.split("&")
    kept = [part for part in parts if not _TRACKING.fullmatch(_name(part))]
    if len(kept) == len(parts) or any(_SIGNED.fullmatch(_name(part)) for part in kept):
        return address
    asked = f"?{'&'.join(kept)}" if any(kept) else ""
    return f"{page}{asked}{mark}{fragment}"


def _name(part: str) -> str:
    return part.partition("=")[0].removeprefix("amp;")
