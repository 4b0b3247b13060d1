"""Shortcodes: what a site's software would have replaced, and has left in a text; pure.

WordPress' `[caption id="1"]…[/caption]` and those of its builders, a forum's `[b]…[/b]`, Joomla's
`{loadposition x}`, and what Bluesky puts for what it leaves out. What is shown as code stays.
"""

import re
from itertools import islice

_LOOKED_AT = 40_000  # characters: a page's software leaves them in its head, if anywhere
_MOST = 12  # kinds of them in one text
_ATTRIBUTES = r"(?:\s+[\w-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\]\"'<>]+))"
# What is between these two is a file's address, or belongs to a picture.
_WITH_INSIDE = re.compile(
    r"\[(caption|embed|youtube|vimeo|video|audio|img|playlist|media)\b[^\[\]<>]{0,300}\](.{0,2000}?)\[/\1\]",
    re.IGNORECASE | re.DOTALL,
)
_IMAGE_TAG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_OPENING = re.compile(
    rf"\[[a-z][a-z0-9_-]{{1,40}}{_ATTRIBUTES}+\s*/?\]"
    r"|\[/?(?:av|et_pb|fusion|su|vc)_\w{1,40}(?:\s[^\[\]<>]{0,300})?\]",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\[/([a-z][a-z0-9_-]{0,40})\]", re.IGNORECASE)
_OF_JOOMLA = re.compile(
    r"\{/?(?:loadposition|loadmodule|loadmoduleid|youtube|vimeo|gallery|modal|jcomments|source)\b[^{}<>\n]{0,120}\}"
    r"(?:[^{}<>\n]{0,120}\{/\w+\})?",
    re.IGNORECASE,
)
_OF_DRUPAL = re.compile(r"\[\[\{.{0,2000}?\}\]\]", re.DOTALL)
_OF_BLUESKY = "[contains quote post or other embedded content]"
_CODE = re.compile(r"<(?:code|pre|kbd|samp|tt)\b", re.IGNORECASE)


def without_shortcodes(text: str) -> str:
    """Return a text without shortcodes, itself where there are none."""
    if ("[" not in text and "{" not in text) or _CODE.search(text, 0, _LOOKED_AT):
        return text
    begin = text[:_LOOKED_AT]
    if "{" in begin:
        begin = _OF_DRUPAL.sub("", _OF_JOOMLA.sub("", begin))
    if "[/" in begin:
        begin = _WITH_INSIDE.sub(lambda found: "".join(_IMAGE_TAG.findall(found[2])), begin)
        names = {found[1].lower(): None for found in _CLOSED.finditer(begin)}
        for name in islice(names, _MOST):
            own = rf"\[/?{re.escape(name)}(?:[\s=][^\[\]<>]{{0,300}})?\]"
            begin = re.sub(own, "", begin, flags=re.IGNORECASE)
    if "[" in begin:
        begin = _OPENING.sub("", begin).replace(_OF_BLUESKY, "")
    return begin + text[_LOOKED_AT:]
