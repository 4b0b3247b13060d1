"""What of an answer was said, as models of many kinds and their servers write it."""

import pytest

from bot.llm.spoken import spoken


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("<think>Hm, [1]?\nYes.</think>\n\nIt rains. [1]", "It rains. [1]"),
        ("Hm, [1]?\nYes.</think>It rains. [1]", "It rains. [1]"),
        ("Hm.</THINK>It rains. [1]", "It rains. [1]"),
        ("<reasoning>One.</reasoning>It rains. [1]", "It rains. [1]"),
        ('<thinking effort="low">One.</thinking >It rains. [1]', "It rains. [1]"),
        ("<think>It never came to an end", ""),
        ("[THINK]One.[/THINK]It rains. [1]", "It rains. [1]"),
        ("◁think▷One.◁/think▷It rains. [1]", "It rains. [1]"),
        (
            "<|channel|>analysis<|message|>One.<|end|><|start|>assistant"
            "<|channel|>final<|message|>It rains. [1]<|return|>",
            "It rains. [1]",
        ),
        ("<|channel|>analysis<|message|>One, and no end", ""),
        ("```text\nTITLE: It rains\nLEAD: A lot\n```", "TITLE: It rains\nLEAD: A lot"),
        ("<think>One.</think>\n```\nIt rains. [1]\n```\n", "It rains. [1]"),
        ("It rains. [1]<|im_end|>", "It rains. [1]"),
        ("<answer>It rains. [1]</answer>", "It rains. [1]"),
        ("It rains, 3 < 4. [1]", "It rains, 3 < 4. [1]"),
        ("Use `x` or ```y```. [1]", "Use `x` or ```y```. [1]"),
    ],
)
def test_what_was_thought_aloud_or_put_around_it_is_cut_away(answer: str, said: str) -> None:
    assert spoken(answer) == said
