"""Who indexes gives way to who searches, and waits for nobody else."""

from bot.search.index.priority import SearchPriority

FOR_DAYS = 10**9  # moments


async def test_while_nobody_searches_there_is_no_pause() -> None:
    priority = SearchPriority()

    priority.give_way(FOR_DAYS)
    with priority:
        priority.give_way()
    priority.give_way(FOR_DAYS)
    await priority.pause()
