"""Write a summary as a message: every line with links that are made here; chooses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from bot import i18n
from bot.message.limits import MAX_BUTTON_URL, MAX_LAYOUT_TEXT
from bot.message.markdown import cut, escape, fit, label, link, one_line, safe_url
from bot.message.message import Button, Component, Container, Message, Row, Text
from bot.post.title import untitled
from bot.summary.answer import Source, Summary, SummaryLine

COLOUR = 0x2F6F7E
SHARE = "summary:share:{id}"

_MAX_TITLE = 200
_MAX_SOURCE = 40
_MAX_ALSO = 2  # further sources that are named
_RESERVED = 140  # characters for what is left out, and for who shared it
_FRAGMENT_WORDS = 5  # at either end of a sentence, to find it on its page


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoryForm:
    """How a story is told: other papers with links or by name, and its sentence.

    Of one with more than `most` characters the short one is taken, where there is one; what is
    longer than `cut` then is cut.
    """

    links_papers: bool = False
    most: int | None = None
    cut: int | None = None


# The first in which all stories have room is taken: addresses cost more of it than words.
_STORY_FORMS = (
    _StoryForm(links_papers=True),
    *(_StoryForm(most=length) for length in (None, 300, 240, 200, 160, 0)),
    *(_StoryForm(most=0, cut=length) for length in (240, 200, *range(180, 79, -10))),
)


def render(
    summary: Summary, locale: str, *, answer_id: int | None = None, shared_by: str = ""
) -> Message:
    """Return the message; with `answer_id` it can be shared, with `shared_by` it was."""
    heading = _heading(summary, locale)
    notes = [i18n.text(locale, f"summary.note.{name}") for name in summary.notes]
    room = MAX_LAYOUT_TEXT - _RESERVED - len(heading) - sum(len(note) + 4 for note in notes)
    told, unsaid = _body(summary, locale, room)
    if more := summary.more + unsaid:
        notes.append(i18n.text(locale, "summary.more", n=more))
    texts = [heading, told, *(["\n".join(f"-# {note}" for note in notes)] if notes else [])]
    parts: list[Component] = [Container(tuple(map(Text, texts)), colour=COLOUR)]
    if shared_by:
        by = i18n.text(locale, "summary.shared_by", member=shared_by)
        parts.append(Text(f"-# {by}"))
    if buttons := _buttons(summary, locale, answer_id):
        parts.append(Row(tuple(buttons)))
    return Message(components=tuple(parts))


def _heading(summary: Summary, locale: str) -> str:
    subject = summary.subject
    match subject.kind:
        case "article":
            source = summary.sources[0]
            when = i18n.timestamp(source.published_at, "f")
            title = link(_title(source, locale), source.link)
            return f"### {title}\n-# {_feed(source)} · {when}"
        case "day":
            name = i18n.format_day(locale, date.fromisoformat(subject.name))
        case _:
            name = fit(one_line(subject.name), _MAX_TITLE)
    said = i18n.text(locale, f"summary.heading.{subject.kind}", name=name)
    return f"### {said[:1].upper()}{said[1:]}"


def _body(summary: Summary, locale: str, room: int) -> tuple[str, int]:
    """Return the lines that have room, and how many articles those have that do not."""
    lines = summary.lines
    if not any(line.text or line.titled for line in lines):
        return i18n.text(locale, "summary.nothing_to_say"), 0
    titled = any(line.titled for line in lines)
    gap = "\n\n" if titled else "\n"
    written: list[str] = []
    for form in _STORY_FORMS if titled else _STORY_FORMS[:1]:
        written = [_line(line, summary, locale, form) for line in lines]
        if sum(len(text) + len(gap) for text in written) <= room:
            break
    shown = 0
    for text in written:
        room -= len(text) + len(gap)
        if room < 0 and shown:
            break
        shown += 1
    unsaid = sum(len(line.sources) for line in lines[shown:] if line.titled)
    return gap.join(written[:shown]), unsaid


def _line(line: SummaryLine, summary: Summary, locale: str, form: _StoryForm) -> str:
    sources = summary.sources
    named = [sources[number] for number in line.sources]
    if line.titled:
        head = _story(named, summary, locale, form)
        text = _sentence(line, form)
        return f"{head}\n{text}" if text else head
    text = escape(one_line(line.text))
    if len(sources) == 1:
        return f"- {text} {_mark('↗', _place(named[0].link, line))}".rstrip()
    links = " ".join(_mark(_name(one), one.link) for one in named)
    return f"- {text} {links}".rstrip()


def _sentence(line: SummaryLine, form: _StoryForm) -> str:
    is_long = form.most is not None and len(line.text) > form.most
    text = one_line((line.short if is_long else "") or line.text)
    return escape(text) if form.cut is None else fit(text, form.cut)


def _story(told_by: Sequence[Source], summary: Summary, locale: str, form: _StoryForm) -> str:
    """Return a story's headline with the papers that tell it."""
    first, *others = told_by
    papers = [
        link(_name(one), one.link) if form.links_papers else _feed(one)
        for one in others[:_MAX_ALSO]
    ]
    if summary.subject.kind != "feed":  # whose name is the heading
        papers.insert(0, _feed(first))
    if len(others) > _MAX_ALSO:
        papers.append(f"+{len(others) - _MAX_ALSO}")
    title = link(_title(first, locale), first.link)
    return " · ".join(filter(None, (f"**{title}**", ", ".join(papers))))


def _title(source: Source, locale: str) -> str:
    return cut(one_line(source.title) or untitled(source.published_at, locale), _MAX_TITLE)


def _mark(text: str, url: str | None) -> str:
    """Return a small link; the words alone where there is no address, but no lonely sign."""
    address = safe_url(url)
    if address is None:
        return "" if text == "↗" else f"({escape(text)})"
    return f"[{label(text)}](<{address}>)"


def _place(url: str | None, line: SummaryLine) -> str | None:
    """Return an address that leads to the sentence on its page, in browsers that can find it."""
    if url is None or not line.quoted or "#" in url:
        return url
    words = line.text.split()
    if len(words) < 2 * _FRAGMENT_WORDS:
        return url
    ends = (" ".join(words[:_FRAGMENT_WORDS]), " ".join(words[-_FRAGMENT_WORDS:]))
    return f"{url}#:~:text={','.join(quote(end, safe='').replace('-', '%2D') for end in ends)}"


def _buttons(summary: Summary, locale: str, answer_id: int | None) -> list[Button]:
    buttons = []
    if answer_id is not None and summary.lines:
        said = i18n.text(locale, "summary.button.share")
        buttons.append(Button(label=said, custom_id=SHARE.format(id=answer_id)))
    if summary.subject.kind == "article":
        address = safe_url(summary.sources[0].link)
        if address is not None and len(address) <= MAX_BUTTON_URL:
            buttons.append(Button(label=i18n.text(locale, "summary.button.open"), url=address))
    return buttons


def _feed(source: Source) -> str:
    return escape(_name(source))


def _name(source: Source) -> str:
    return cut(one_line(source.feed), _MAX_SOURCE)
