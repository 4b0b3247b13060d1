"""No step over an article grows faster than the article: traps are quadratic.

Not how long a step takes is looked at, but how that grows when a text is four times as long. A
busy machine disturbs one measurement and not the best of several, so a ratio is asked for again
before it counts.
"""

import re

import pytest

from bench.hostile import STEPS, TRAPS, Step, cpu_ms, trap

pytestmark = pytest.mark.uncounted

LENGTHS = (4_000, 16_000)
LINEAR = 8.0  # four times as much, and room for noise; a quadratic step has sixteen
LEAST_MS = 4.0  # below that a clock says nothing
TRIES = 8


def is_quadratic(step: Step, repeated: str) -> bool:
    """Say whether a step's time grows much faster than the length of a text."""
    long = cpu_ms(step, trap(repeated, LENGTHS[1]), 1)
    if long < LEAST_MS:
        return False
    return long > LINEAR * cpu_ms(step, trap(repeated, LENGTHS[0]), 2)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_no_trap_makes_a_step_grow_faster_than_its_text(step: Step) -> None:
    suspects = dict(TRAPS)
    for _ in range(TRIES):
        suspects = {name: each for name, each in suspects.items() if is_quadratic(step, each)}

    assert sorted(suspects) == []


def test_a_step_that_is_quadratic_is_found() -> None:
    step = Step(name="pairs", do=lambda item: re.search("«[^»]*»", item.body))

    assert is_quadratic(step, "«")
