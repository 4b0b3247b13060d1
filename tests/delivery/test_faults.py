"""Short forms of `python -m bench faults`: the real processes, harmed in every way, once."""

from pathlib import Path

import pytest

from bench import _faults_postgres as several
from bench.faults import KINDS, run
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.uncounted


@pytest.mark.timeout(600)
async def test_after_every_kind_of_fault_every_item_is_everywhere_once_in_order(
    tmp_path: Path,
) -> None:
    result = await run(tmp_path, seed=11, faults=len(KINDS), kinds=KINDS)

    assert sorted(result.faults) == sorted(KINDS)
    assert (result.wrong, result.pending) == ({}, 0)
    assert result.messages == len(KINDS) * 17


@pytest.mark.timeout(600)
async def test_processes_that_share_a_server_lose_nothing_to_what_is_done_to_it(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    if not postgres.is_ours:
        pytest.skip("the server that is named is not ours to harm")
    kinds = several.OF_THE_SERVER

    result, _ = await several.run(tmp_path, seed=11, faults=len(kinds), kinds=kinds)

    assert sorted(result.faults) == sorted(kinds)
    assert (result.wrong, result.pending) == ({}, 0)
    assert result.messages == len(kinds) * 17
