"""Write saved articles as plain Markdown (CommonMark), to keep or to print; decides nothing."""

from collections.abc import Iterator, Sequence

from bot import i18n
from bot.digest.render.markdown import escape, link
from bot.model.members.saved import SavedArticle
from bot.post.title import title_of
from bot.saved.article import to_item
from bot.text.markup import Block, BlockKind, Span, blocks

_MARKS = {BlockKind.HEADING: "### ", BlockKind.ITEM: "- ", BlockKind.QUOTE: "> "}


def write_markdown(articles: Sequence[SavedArticle], locale: str) -> bytes:
    """Return all articles with their texts as one document, ending with a newline."""
    parts = [f"# {i18n.text(locale, 'saved.title', n=len(articles))}"]
    for article in articles:
        parts += _article(article, locale)
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _article(article: SavedArticle, locale: str) -> Iterator[str]:
    yield f"## {link(title_of(to_item(article), locale), article.link)}"
    day = i18n.format_day(locale, article.published_at.date())
    saved = i18n.format_day(locale, article.saved_at.date())
    notes = [article.feed_title, ", ".join(article.authors), day]
    kept = i18n.text(locale, "saved.saved_on", day=saved)
    yield f"*{escape(' · '.join(filter(None, [*notes, kept])))}*"
    if article.kicker:
        yield f"*{escape(article.kicker)}*"
    if article.lead:
        yield f"**{escape(article.lead)}**"
    yield from (_block(block) for block in blocks(article.body))


def _block(block: Block) -> str:
    if block.kind is BlockKind.CODE:
        fence = "`" * (3 + block.text.count("```"))
        return f"{fence}\n{block.text}\n{fence}"
    return _MARKS.get(block.kind, "") + "".join(map(_span, block.spans)).strip()


def _span(span: Span) -> str:
    """Return a piece of a line with the blanks around it, which tell it from its neighbours."""
    before = " " if span.text[:1].isspace() else ""
    after = " " if span.text[-1:].isspace() else ""
    text = link(span.text, span.url)
    if text.endswith("!") and not after:
        text = f"{text[:-1]}\\!"  # before a link it would make a picture of it
    return f"{before}{text}{after}"
