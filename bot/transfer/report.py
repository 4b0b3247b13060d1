"""Say what a file holds, how far its import is, and how it ended; pure, sends nothing."""

from collections.abc import Iterator, Sequence

from bot import i18n
from bot.i18n.causes import say_cause
from bot.message.feed_title import MAX_FEED_TITLE, title_or_address
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import fit, mention_channel, one_line, whole_lines
from bot.message.message import Container, Message, Text
from bot.model import EntryState, FolderCount, ImportEntry, ImportProgress, ImportState

MAX_REPORT = 3500
MAX_LEFT_OUT = 8  # named
_COLOUR = 0x3BA55D
_RESULTS = (EntryState.FOLLOWED, EntryState.KNOWN, EntryState.OVER, EntryState.UNREACHABLE)


def draft_lines(progress: ImportProgress, limit: int, locale: str) -> list[str]:
    """Return what would come of a file, in numbers, and where each folder would go."""
    over = min(progress.unknown, max(0, progress.followed_here + progress.unknown - limit))
    lines = [
        _counted(locale, "transfer.draft.title", progress.feeds),
        _counted(locale, "transfer.draft.new", progress.new - over),
    ]
    if known := progress.feeds - progress.new:
        lines.append(_counted(locale, "transfer.draft.known", known))
    if over:
        lines.append(i18n.text(locale, "transfer.draft.over", n=over, limit=limit))
    lines += _left_out(progress.job.left_out, locale)
    if dropped := progress.job.dropped:
        lines.append(_counted(locale, "transfer.draft.dropped", dropped))
    lines.append(i18n.text(locale, "transfer.draft.unreachable"))
    lines += [_folder(folder, locale) for folder in progress.folders]
    if progress.job.file_guild_id is not None:
        lines.append(i18n.text(locale, "transfer.draft.ours"))
    return lines


def progress_lines(progress: ImportProgress, locale: str) -> list[str]:
    """Return how far an import is, or how it ended."""
    waiting = progress.counts.get(EntryState.WAITING, 0)
    done = progress.entries - waiting
    title = f"transfer.progress.{progress.job.state}"
    lines = [i18n.text(locale, title, done=done, total=progress.entries)]
    for state in _RESULTS:
        if number := progress.feed_counts.get(state, 0):
            lines.append(_counted(locale, f"transfer.result.{state}", number))
    lines += [_unreachable(entry, locale) for entry in progress.unreachable]
    unnamed = progress.counts.get(EntryState.UNREACHABLE, 0) - len(progress.unreachable)
    if unnamed > 0:
        lines.append(i18n.text(locale, "transfer.result.more", n=unnamed))
    if waiting and progress.job.state is ImportState.STOPPED:
        never_asked = progress.feed_counts[EntryState.WAITING]
        lines.append(_counted(locale, "transfer.result.never_asked", never_asked))
    return lines


def render_report(progress: ImportProgress, locale: str) -> Message:
    """Return the message that tells the end of an import."""
    lines = [*progress_lines(progress, locale), *_left_out(progress.job.left_out, locale)]
    text = Text(whole_lines(lines, MAX_REPORT))
    return Message(components=(Container((text,), colour=_COLOUR),), silent=True)


def lines_as_text(lines: Sequence[str]) -> Text:
    return Text(whole_lines(list(lines), MAX_LAYOUT_TEXT))


def folder_name(folder: FolderCount, locale: str) -> str:
    """Return a folder's name in one line, not yet escaped."""
    return one_line(folder.name) or i18n.text(locale, "transfer.draft.no_folder")


def _counted(locale: str, key: str, number: int) -> str:
    return i18n.text(locale, key, n=number)


def _folder(folder: FolderCount, locale: str) -> str:
    return i18n.text(
        locale,
        "transfer.draft.folder",
        name=fit(folder_name(folder, locale), MAX_FEED_TITLE),
        channel=mention_channel(folder.channel_id),
        feeds=folder.feeds,
        new=folder.new,
    )


def _left_out(names: Sequence[str], locale: str) -> Iterator[str]:
    if not names:
        return
    named = ", ".join(fit(one_line(name), MAX_FEED_TITLE) for name in names[:MAX_LEFT_OUT])
    more = "…" if len(names) > MAX_LEFT_OUT else ""
    yield i18n.text(locale, "transfer.draft.left_out", n=len(names), names=named + more)


def _unreachable(entry: ImportEntry, locale: str) -> str:
    name = fit(title_or_address(entry.title, entry.url), MAX_FEED_TITLE)
    cause = say_cause(locale, entry.cause or "unknown")
    return i18n.text(locale, "transfer.result.unreachable_one", feed=name, cause=cause)
