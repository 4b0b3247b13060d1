"""What is one's own, in words."""

import pytest

from bot import i18n
from bot.message.direct import name_direct


@pytest.mark.parametrize(
    ("locale", "says"),
    [
        ("en", "⚠️ No digest of **your direct messages** includes this feed, so in this mode "
               "nothing from it will be posted. `/page me` makes one."),
        ("fr", "⚠️ Aucun récapitulatif de **vos messages privés** ne contient ce flux : dans ce "
               "mode, rien n’en sera publié. `/page moi` en crée un."),
    ],
)  # fmt: skip
def test_ones_own_page_has_its_own_command_and_the_direct_channel_a_name(
    locale: str, says: str
) -> None:
    text = i18n.text(locale, "editing.no_digest", channel="<#123456789012345678>")

    assert name_direct(text, locale).replace("\u00a0", " ").replace("\u202f", " ") == says
