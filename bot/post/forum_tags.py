"""Which tags a forum's post gets: rules read from text, applied to items; pure.

Rules are kept as JSON, `[{"tag": "<id>", "when": "<a filter>"}]`; a rule without `when` always
holds. The first five that hold are applied, in the moderator's order.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.message.limits import MAX_TAGS
from bot.query.filters import read_filter
from bot.query.match import matches
from bot.query.searchable import Searchable


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """A tag of a forum, and the filter whose items get it; an empty one takes every item."""

    tag_id: int
    when: str = ""


def read_tag_rules(text: str | None) -> tuple[TagRule, ...]:
    """Read rules as they are kept; what cannot be read is left out."""
    try:
        written = json.loads(text or "[]")
        return tuple(
            [TagRule(tag_id=int(rule["tag"]), when=str(rule.get("when", ""))) for rule in written]
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def rule_lines(rules: Sequence[TagRule], names: Mapping[int, str]) -> list[str]:
    """Return rules as a moderator types them, "Bridges: river"; those whose tag has no name not."""
    return [
        f"{names[rule.tag_id]}: {rule.when}" if rule.when else names[rule.tag_id]
        for rule in rules
        if rule.tag_id in names
    ]


def write_tag_rules(rules: Sequence[TagRule]) -> str | None:
    """Return rules as they are kept; None for none."""
    if not rules:
        return None
    written = [{"tag": str(rule.tag_id), "when": rule.when} for rule in rules]
    return json.dumps(written, ensure_ascii=False)


def tags_for(items: Sequence[Searchable], rules: Sequence[TagRule]) -> tuple[int, ...]:
    """Return the tags of a post that shows `items`, at most as many as Discord takes."""
    fitting = [rule.tag_id for rule in rules if any(_holds(rule, item) for item in items)]
    return tuple(dict.fromkeys(fitting))[:MAX_TAGS]


def _holds(rule: TagRule, item: Searchable) -> bool:
    query = read_filter(rule.when)
    return query is None or matches(query, item).passed
