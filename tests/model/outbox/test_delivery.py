"""What a part of a delivery says of the message that it became."""

import pytest

from bot.model import DeliveryPart


@pytest.mark.parametrize(
    ("message_id", "place_id", "opens"),
    [(5, 5, True), (5, 7, False), (5, None, False), (None, 5, False), (None, None, False)],
)
def test_a_message_opens_a_post_where_both_have_one_id(
    message_id: int | None, place_id: int | None, opens: bool
) -> None:
    part = DeliveryPart(number=0, payload={}, nonce="n", message_id=message_id, place_id=place_id)

    assert part.opens_post is opens
