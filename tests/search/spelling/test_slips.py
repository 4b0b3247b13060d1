"""A typed word begins with a stem but for so many slips."""

import pytest

from bot.search.spelling.slips import Beginning, begins_with


@pytest.mark.parametrize(
    ("word", "stem", "most", "expected"),
    [
        ("nitrates", "nitrat", 1, Beginning(0, "es")),
        ("nitrtaes", "nitrat", 1, Beginning(1, "es")),  # changed places
        ("nirates", "nitrat", 1, Beginning(1, "es")),  # missed
        ("nittrates", "nitrat", 1, Beginning(1, "es")),  # added
        ("nitdates", "nitrat", 1, Beginning(1, "es")),  # exchanged
        ("itrates", "nitrat", 1, Beginning(1, "es")),  # missed at the beginning
        ("nitra", "nitrat", 1, Beginning(1, "")),
        ("nirtatse", "nitrat", 1, Beginning(1, "se")),
        ("nidates", "nitrat", 1, None),
        ("nidates", "nitrat", 2, Beginning(2, "es")),
        ("barrage", "nitrat", 2, None),
    ],
)
def test_slips_are_counted(word: str, stem: str, most: int, expected: Beginning | None) -> None:
    assert begins_with(word, stem, most) == expected
