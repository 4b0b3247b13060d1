"""Permissions carry the names under which a moderator finds them."""

from bot.i18n.permissions import say_permissions


def test_permissions_are_named_as_in_discords_settings() -> None:
    said = say_permissions("fr", ["send_messages", "embed_links"])

    assert said == "Envoyer des messages, Intégrer des liens"


def test_a_permission_without_a_name_is_still_readable() -> None:
    assert say_permissions("en", ["use_soundboard"]) == "Use Soundboard"
