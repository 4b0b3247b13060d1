"""What was learnt of an endpoint outlives the process, and serves no other."""

import pytest

from bot.llm.dialect import Dialect
from bot.llm.profile import Profile

URL = "https://somebody:secret@a.test"
LEARNT = Profile(address=1, dialect=Dialect(temperature=False, thinks=True))


def test_what_was_learnt_is_read_again_without_the_address_itself() -> None:
    text = LEARNT.to_json(URL, "small")

    assert Profile.from_json(text, URL, "small") == LEARNT
    assert "secret" not in text


@pytest.mark.parametrize(
    ("text", "model"),
    [
        (LEARNT.to_json(URL, "small"), "large"),
        (LEARNT.to_json("https://b.test", "small"), "small"),
        (None, "small"),
        ("[1", "small"),
        ("[]", "small"),
    ],
)
def test_of_another_endpoint_or_model_nothing_is_known(text: str | None, model: str) -> None:
    assert Profile.from_json(text, URL, model) == Profile()
