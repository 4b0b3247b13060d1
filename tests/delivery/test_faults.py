"""A short form of `python -m bench faults`: the real process, harmed in every way, once."""

from pathlib import Path

import pytest

from bench.faults import KINDS, run


@pytest.mark.timeout(180)
async def test_after_every_kind_of_fault_every_item_is_everywhere_once_in_order(
    tmp_path: Path,
) -> None:
    result = await run(tmp_path, seed=11, faults=len(KINDS), kinds=KINDS)

    assert sorted(result.faults) == sorted(KINDS)
    assert (result.wrong, result.pending) == ({}, 0)
    assert result.messages == len(KINDS) * 17
