"""What was encoded twice is read as it was meant."""

import pytest

from bot.feeds.document.mojibake import encoded_once

WORDS = "“Été” – Ann’s bridge… 🌉 costs €3, naïvely"


def twice(text: str) -> str:
    return "".join(
        bytes([code]).decode("cp1252") if code not in UNDEFINED else chr(code)
        for code in text.encode()
    )


UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def test_a_document_that_was_encoded_twice_is_read_once() -> None:
    document = f"<title>{WORDS}</title>"

    assert encoded_once(twice(document).encode()).decode() == document


def test_a_no_break_space_that_became_a_blank_leaves_no_sign() -> None:
    document = f"<title>{twice(WORDS)} BridgesÂ – of wood.Â </title><title>OpenÂ</title>"

    read = encoded_once(document.encode()).decode()

    assert read == f"<title>{WORDS} Bridges – of wood. </title><title>Open</title>"


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "Why does ’ become â€™? ’ it is.",
        f"{WORDS} {WORDS} – what becomes â€œ and â€ and â€™ and how – {WORDS}",
        "Ã©",
    ],
)
def test_a_document_that_tells_of_it_stays_as_it_is(text: str) -> None:
    assert encoded_once(text.encode()).decode() == text


@pytest.mark.parametrize(("times", "is_mended"), [(2, False), (3, True)])
def test_three_signs_that_were_encoded_twice_are_no_accident(times: int, is_mended: bool) -> None:
    twice = "’".encode().decode("cp1252").encode() * times

    assert encoded_once(twice) == ("’".encode() * times if is_mended else twice)
