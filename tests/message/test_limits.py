"""Discord's limits, as its documentation says them."""

from bot.message import limits


def test_they_are_as_discord_says() -> None:
    said = {name: number for name, number in vars(limits).items() if name.isupper()}

    assert said == {
        "MAX_CONTENT": 2000,
        "MAX_COMPONENTS": 40,
        "MAX_LAYOUT_TEXT": 4000,
        "MAX_URL": 2048,
        "MAX_BUTTON_URL": 512,
        "MAX_BUTTONS": 5,
        "MAX_OPTIONS": 25,
        "MAX_OPTION_TEXT": 100,
        "MAX_THREAD_TITLE": 100,
        "MAX_TAGS": 5,
        "MAX_NONCE": 25,
        "MAX_WEBHOOK_NAME": 80,
    }
