"""Tell notices of the services that make feeds (errors, limits, an end) from articles; pure.

RSS-Bridge answers an error as an item, and feeds of free plans end in "Your feed has expired". Some
titles are nobody's but a service's; others could be an author's too, and are notices only where
a document has nothing else.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.errors import NotAFeed
from bot.model import ParsedFeed, ParsedItem
from bot.text.patterns import compiled

_LONGEST = 200  # letters of a notice's title
_MOST = 50  # notices in a document that has nothing else

# A service's name alone is an author's too: nothing but words of a notice may stand behind it.
_SERVICES = r"(?:feed43|fetchrss|rss\.app|politepaul|politepol|feedity|morss|openrss|fivefilters)"
_SMALL_WORDS = (
    "(?:a|an|the|this|your|you|free|rss|feeds?|daily|monthly|request|item|internal|server|plan|trial"
    "|account|subscription|has|have|is|was|been|now|of)"
)
_ENDS = r"(?:\W*$|\W+(?:\d|code|reached|exceeded|occurred|please|upgrade|while|for this feed))"
_CERTAIN = (
    r"bridge returned error\b",  # RSS-Bridge
    r"rss reader not yet whitelisted",  # XCancel
    r"this rss feed url is deprecated",  # Google News
    r"this feed url is no longer valid",  # Facebook
    rf"(?:\[{_SERVICES}\]|{_SERVICES}\s*[:|!–—-])\W*(?:{_SMALL_WORDS}\s+){{0,6}}"
    rf"(?:(?:error|expired|inactive|disabled|limit|notice|suspended){_ENDS}"
    r"|(?:please|must) upgrade|upgrade (?:now|required|your))",
)
_FEED = (
    r"(?:(?:this|the|our|your) )?(?:(?:rss|atom|json|news|xml|free|twitter)[ -]?){0,2}"
    r"(?:feed|channel)(?: (?:url|address|link|service|endpoint))?"
)
_PLAN = r"(?:your (?:free )?|free )(?:trial|plan|account|subscription)"
_ENDED = (
    r"(?:discontinued|deprecated|disabled|deactivated|inactive|expired|suspended|unavailable|gone"
    r"|closed|retired|moved|shut|removed|deleted|broken|empty|paused|blocked|ended|over)\b"
)
_NOT = r"(?:no longer|not|n't)(?: been| be)?"
_LIKELY = (
    rf"(?:{_FEED}|{_PLAN}) (?:is|was|has|will be)(?: (?:now|been|currently|temporarily))* {_ENDED}",
    rf"{_FEED} (?:is|was|has|does|could|can?|will|wo) ?{_NOT} ",
    rf"(?:{_FEED}|{_PLAN}|rss) (?:{_ENDED}|error\b|not found|failed|limit\b)",
    r"(?:error|failed to|unable to|could not|cannot|can't) .{0,40}\b(?:feed|rss)\b",
    r"(?:an? )?(?:internal |unexpected |server )*error(?: has)?(?: occurred)?(?: \d{3})?\W*$",
    r"(?:please )?(?:upgrade|renew) your .{0,30}\b(?:plan|account|subscription|feed)\b",
    r"(?:ce|le|votre) flux(?: rss| atom)? (?:n'est (?:plus|pas)|n'existe|a (?:été|expiré|déménagé)"
    r"|est (?:désormais )?(?:fermé|expiré|désactivé|indisponible|supprimé|arrêté))",
    r"(?:erreur|impossible) .{0,40}\bflux\b",
    r"(?:dieser|der|ihr|dein) (?:rss|atom)?[ -]?feed (?:ist|wurde|wird|existiert)\b.{0,40}"
    r"\b(?:nicht|eingestellt|abgelaufen|deaktiviert|gelöscht|verschoben|umgezogen|abgeschaltet)\b",
    r"fehler .{0,40}\bfeeds?\b",
    r"(?:este|el|su|tu) (?:canal|feed)(?: rss)? (?:ya no|no está|ha (?:sido|expirado|caducado))",
)


def _any_of(patterns: Sequence[str]) -> str:
    return rf"(?i)\W*(?:{'|'.join(patterns)})"


_A_NOTICE = _any_of(_CERTAIN)
_ALONE_A_NOTICE = _any_of((*_CERTAIN, *_LIKELY))


def without_notices(parsed: ParsedFeed) -> ParsedFeed:
    """Return a document without the notices of the service that makes it.

    Raises:
        NotAFeed: it has nothing else.
    """
    is_whole = 0 < len(parsed.items) == parsed.listed <= _MOST
    if is_whole and all(_is_notice(item, _ALONE_A_NOTICE) for item in parsed.items):
        raise NotAFeed("notice", parsed.items[0].title[:_LONGEST])
    articles = tuple(item for item in parsed.items if not _is_notice(item, _A_NOTICE))
    return parsed if len(articles) == len(parsed.items) else replace(parsed, items=articles)


def _is_notice(item: ParsedItem, pattern: str) -> bool:
    title = item.title or item.lead[:_LONGEST]
    return len(title) <= _LONGEST and compiled(pattern).match(title.replace("’", "'")) is not None
