"""What a subscription becomes by one change: filters, mention, style, switches; pure.

Each takes a subscription and returns another, for a draft that is not saved as for what is.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.errors import UserError
from bot.model import Style, Subscription
from bot.post.template import parse_template
from bot.query.parser import parse_filter

Change = Callable[[Subscription], Subscription]

_SWITCHED: dict[str, Change] = {
    "picture": lambda was: replace(was, look=replace(was.look, picture=not was.look.picture)),
    "silent": lambda was: replace(was, look=replace(was.look, silent=not was.look.silent)),
    "webhook": lambda was: replace(was, webhook=not was.webhook),
    "publish": lambda was: replace(was, publish=not was.publish),
    "forum_daily": lambda was: replace(was, forum_daily=not was.forum_daily),
    "translate": lambda was: replace(was, translate=not was.translate),
}


def with_filters(was: Subscription, include: str | None, exclude: str | None) -> Subscription:
    """Return a subscription with the filters that were given; what is None stays, "" goes.

    Raises:
        UserError: one cannot be read; says what, and where.
    """
    return replace(
        was,
        include=was.include if include is None else parsed_filter(include),
        exclude=was.exclude if exclude is None else parsed_filter(exclude),
    )


def with_mention(was: Subscription, role_id: int | None, when: str | None) -> Subscription:
    """Return a subscription that mentions a role where `when` matches; None for nobody.

    Raises:
        UserError: the condition cannot be read.
    """
    mention_when = parsed_filter(when or "") if role_id is not None else None
    return replace(was, look=replace(was.look, mention_role_id=role_id, mention_when=mention_when))


def with_words(was: Subscription, colour: int | None, template: str | None) -> Subscription:
    """Return a subscription with a colour and a template, both optional.

    A template that is new is meant to be seen; without one, its style is the usual one.

    Raises:
        UserError: the template cannot be read.
    """
    if template is not None:
        parse_template(template)
    style = was.look.style
    if template is not None and template != was.look.template:
        style = Style.TEMPLATE
    elif template is None and style is Style.TEMPLATE:
        style = Style.CARD
    return replace(was, look=replace(was.look, colour=colour, template=template, style=style))


def with_style(was: Subscription, style: Style) -> Subscription:
    """Return a subscription in another style.

    Raises:
        UserError: it is that of a template, and there is none.
    """
    if style is Style.TEMPLATE and not was.look.template:
        raise UserError("editing.template_missing")
    return replace(was, look=replace(was.look, style=style))


def switched(was: Subscription, name: str) -> Subscription:
    """Return a subscription with one switch turned over: picture, silent, webhook and so on."""
    return _SWITCHED[name](was)


def parsed_filter(query: str) -> str | None:
    """Return a filter that can be read; None for an empty one.

    Raises:
        UserError: it cannot.
    """
    parse_filter(query)
    return query.strip() or None
