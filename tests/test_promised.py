"""Lengths for which no test waits, and bounds that no test fills, as they are promised.

What can be tried at its edge quickly is tried there, beside its module's other tests.
"""

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module

import pytest

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MIB = 1024 * 1024

PROMISED: dict[str, Mapping[str, object]] = {
    "bot.cli.doctor": {"_A_WORD": 16},
    "bot.cli.doctor.operations": {"_NAMED": 5, "_LONG": timedelta(days=3650)},
    "bot.cli.run": {"OPERATOR_MUST_ACT": 2, "STANDBY": SECOND, "AFTER_AWAY": 4 * SECOND},
    "bot.client": {"LISTENERS_WITHIN": SECOND},
    "bot.digest.by_model.ahead": {"_GRACE": SECOND},
    "bot.digest.service": {"PATIENCE": 3 * MINUTE},
    "bot.feeds.discovery.candidates": {"GUESSING_S": 30},
    "bot.feeds.discovery.discover": {"PATIENCE_S": 60},
    "bot.feeds.document.guess_encoding": {"_LOOK_AT": 4096},
    "bot.feeds.items.match": {"_SEVERAL": 3},
    "bot.feeds.poller": {"GRACE": 5 * SECOND},
    "bot.feeds.worker.limits": {"NICENESS": 5},
    "bot.feeds.worker.pool": {"_CAUSES": {9: "time", 24: "cpu", 11: "crash", 6: "crash"}},
    "bot.feeds.worker.protocol": {"MAX_ANSWER": 8 * MIB},
    "bot.follow.insert": {"RECORDED_WITHIN": MINUTE},
    "bot.llm.endpoint": {"MAX_REFUSAL": 4_000},
    "bot.model.digest": {"ON_DEMAND": 10_000},
    "bot.reconcile.read_back": {"MAX_PAGES": 500},
    "bot.reconcile.service": {"AFTER_NO_ANSWER": MINUTE},
    "bot.running": {"GATEWAY_GRACE": 15 * SECOND},
    "bot.search.engine": {"MAX_READ": 3_000, "LONG_QUESTION": 6},
    "bot.store.digests.digests": {"_DONE_BEFORE": timedelta(days=3)},
    "bot.store.engine.postgres.processes.membership": {
        "_SILENT": 8 * SECOND,
        "_LETS_GO_LOOKS": 5,
        "_SHARD_BITS": 24,
    },
    "bot.store.engine.postgres.processes.shared_pace": {
        "_FARTHEST_US": 5_000_000,
        "_LONGEST_US": 86_400_000_000,
    },
    "bot.store.engine.retry": {"_TRIES": 5},
    "bot.store.file.catch_up": {"LAST_EDITED": 9},
    "bot.store.outbox.explain": {"_REACH": 200_000},
    "bot.summary.service": {"RETRY_PAGE": timedelta(days=1)},
    "bot.text.similarity.stories": {"_SAMPLE": 200, "_MOST_NEAR": 40},
    "bot.text.summarize.summary": {"_WIDTH": 12},
    "bot.transfer.service": {"GRACE": 5 * SECOND},
    "bot.translation.service": {"_GRACE": SECOND},
    "bot.upkeep.heartbeat": {"EVERY": 30 * SECOND},
    "bot.upkeep.loop_lag": {"EVERY": SECOND},
    "bot.web.health": {"ANSWER_WITHIN": 5 * SECOND},
    "bot.web.pages": {"ENTRIES": 14},
    "cogs.digest.pages": {"FORM_LIVES": 840},
    "cogs.feed.add": {"ALONE": 2},
    "cogs.feed.editing.forms": {"LIVES": 840},
    "cogs.feed.several.many": {"MENUS": 3},
}


COLOURS = {
    "bot.alerts.render": {"_COLOUR": 0x5865F2},
    "bot.digest.render.discord": {"COLOUR": 0x9B2C1F},
    "bot.notices.render": {"_TROUBLE_COLOUR": 0xD9822B, "_FINE_COLOUR": 0x3BA55D},
    "bot.reconcile.render": {"_COLOUR": 0xD9822B},
    "bot.summary.render": {"COLOUR": 0x2F6F7E},
    "bot.transfer.report": {"_COLOUR": 0x3BA55D},
}


@pytest.mark.parametrize(("module", "promised"), [*PROMISED.items(), *COLOURS.items()])
def test_it_is_as_long_as_large_and_as_coloured_as_is_promised(
    module: str, promised: dict[str, object]
) -> None:
    loaded = import_module(module)

    assert {name: getattr(loaded, name) for name in promised} == promised
