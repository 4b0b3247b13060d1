"""What this Discord does not know is refused as Discord refuses it, and never left out silently."""

import pytest

from sandbox.checks.message import check_message
from sandbox.errors import DiscordError


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "a", "sticker_ids": ["1"]}, 50081),
        ({"content": "a", "poll": {"question": {"text": "Which?"}}}, 520003),
    ],
)
def test_stickers_and_polls_are_refused(body: dict[str, object], code: int) -> None:
    with pytest.raises(DiscordError) as caught:
        check_message(body, [], flags=0)

    assert caught.value.code == code
