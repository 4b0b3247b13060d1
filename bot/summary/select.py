"""Summarize items by sentences of their own (extractive); pure, fetches nothing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, dropwhile

from bot.follow.lookup.spread import spread
from bot.model import Item, Kind
from bot.summary.answer import Source, Summary, SummaryLine, SummarySubject
from bot.text import markup
from bot.text.clean import shorten
from bot.text.markup import BlockKind
from bot.text.sentences import split_sentences
from bot.text.similarity.rarity import WordCounts
from bot.text.similarity.stories import find_stories
from bot.text.summarize.standalone import is_news, stands_alone
from bot.text.summarize.summary import Article, best_of_lengths, summarise

MAX_STORIES = 10  # of a day, a feed or a subject
MAX_LINE = 600  # characters of a sentence that can be shown; longer ones are not chosen
LEAD_ONLY = 600  # characters of text below which an item is no more than its lead

_SHORT = (130, 180)  # characters of a sentence that has room where many are told, the best first
_BEGINNING = 280  # characters of a text without sentences that are shown
_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[a-h])[.)]\s+")
_LONG = (3_000, 7_000)  # characters of an article from which a sentence more is told


def to_article(item: Item, page: str = "") -> Article:
    """Return what can be summed up of an item; `page` is its page's text, where that was read."""
    text = page or "\n\n".join(_blocks(item.body)) or markup.plain(item.body)
    return Article(title=item.title, text=text, lead=item.lead, language=item.language)


def is_lead_only(item: Item) -> bool:
    """Tell whether a feed gives no more of an article than its beginning."""
    return len(markup.plain(item.body)) < LEAD_ONLY


def summarize_item(item: Item, feed: str, page: str = "") -> Summary:
    """Return two to five sentences of one article, fewer where it has fewer."""
    article = to_article(item, page)
    count = 3 + sum(len(article.text) > length for length in _LONG)
    lines = [
        SummaryLine(text=picked.text, sources=(0,), quoted=True)
        for picked in summarise(article, sentences=count, longest=MAX_LINE)
    ]
    if not lines and (beginning := _beginning(article)):
        lines.append(SummaryLine(text=beginning, sources=(0,)))
    return Summary(
        subject=SummarySubject(kind="article", name=item.title),
        lines=tuple(lines),
        sources=(Source.of(item, feed),),
    )


def summarize_stories(
    subject: SummarySubject,
    stories: Sequence[Sequence[Item]],
    feeds: Mapping[int, str],
    pages: Mapping[int, str],
) -> Summary:
    """Return a sentence of each story, two where there are no more than two.

    Beside a long one stands a short one of any of its papers.
    """
    told = stories[:MAX_STORIES]
    count = 1 if len(told) > 2 else 2
    lines: list[SummaryLine] = []
    sources: list[Source] = []
    for story in told:
        first = len(sources)
        sources += [Source.of(item, feeds[item.feed_id]) for item in story]
        papers = (to_article(item, pages.get(item.id, "")) for item in story)
        article = next(papers)
        text = _told(article, count)
        short = _short(chain([article], papers)) if not 0 < len(text) <= _SHORT[0] else ""
        text = text or short or _lead(article)
        places = tuple(range(first, len(sources)))
        line = SummaryLine(text=text, sources=places, titled=True, quoted=True, short=short)
        lines.append(line)
    more = sum(map(len, stories[MAX_STORIES:]))
    return Summary(subject=subject, lines=tuple(lines), sources=tuple(sources), more=more)


def _told(article: Article, count: int) -> str:
    """Return the sentences that sum an article up; nothing where none is whole."""
    return " ".join(one.text for one in summarise(article, sentences=count, longest=MAX_LINE))


def _lead(article: Article) -> str:
    return article.lead if len(article.lead) <= MAX_LINE else _beginning(article)


def _short(articles: Iterable[Article]) -> str:
    """Return a short sentence that stands alone, of the first article that has one.

    Articles are read until one has a sentence of the best length.
    """
    longer = ""
    for article in articles:
        picked = [one for one in best_of_lengths(article, _SHORT) if stands_alone(one)]
        if picked and len(picked[0]) <= _SHORT[0]:
            return picked[0]
        longer = longer or next(iter(picked), "")
    return longer


def _beginning(article: Article) -> str:
    """Return how a text begins, where no sentence of it can be told from the others.

    Notes before it and the number of a list are passed over.
    """
    sentences = split_sentences(article.text[: 20 * _BEGINNING], article.language)
    news = list(dropwhile(lambda sentence: not is_news(sentence), sentences)) or sentences
    return shorten(_NUMBER.sub("", " ".join(news)), _BEGINNING)


def to_stories(items: Sequence[Item], counts: WordCounts | None = None) -> list[list[Item]]:
    """Return items by the story they tell, in the order of their first.

    `counts` are of the words of many days' headlines. Of each feed a story has the item that says
    most, and the one that says most of all is first.
    """
    by_id = {item.id: item for item in items}
    story_of: dict[int, list[Item]] = {}
    for ids in find_stories(items, counts):
        told = sorted((by_id[one] for one in ids), key=_worth)
        of_feed: dict[int, Item] = {}
        for item in told:
            of_feed.setdefault(item.feed_id, item)
        story = list(of_feed.values())
        story_of |= dict.fromkeys(ids, story)
    found: dict[int, list[Item]] = {}
    for item in items:
        story = story_of.get(item.id, [item])
        found.setdefault(story[0].id, story)
    return list(found.values())


def by_weight(stories: Sequence[Sequence[Item]]) -> list[Sequence[Item]]:
    """Return stories as a front page has them: the most told, articles before briefs, the long.

    Of those that are told once no feed has all that are shown, as long as others have some.
    """
    ordered = sorted(stories, key=lambda story: (-len(story), *_worth(story[0])))
    found = [story for story in ordered if len(story) > 1]
    for is_brief in (False, True):
        once = [s for s in ordered if len(s) == 1 and (s[0].kind is Kind.BRIEF) is is_brief]
        room = MAX_STORIES - len(found)
        found += chain.from_iterable(spread(once, _feed_of, a_page=room)) if room > 0 else once
    return found


def _feed_of(story: Sequence[Item]) -> int:
    return story[0].feed_id


def _worth(item: Item) -> tuple[bool, int, int]:
    """Order items by how much they say: articles before briefs, long before short."""
    return item.kind is Kind.BRIEF, -len(item.lead) - len(item.body), item.id


def _blocks(body: str) -> list[str]:
    """Return the paragraphs of a body; headings and code are no sentences, quotes nobody's."""
    told = (BlockKind.PARAGRAPH, BlockKind.ITEM)
    return [block.text for block in markup.blocks(body) if block.kind in told]
