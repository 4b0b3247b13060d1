"""Whose a message is that was read back, and whether it answers a command."""

from typing import Any

from bot.delivery.send.history import ChannelHistory
from tests.delivery.office import Office

SOMEBODY = {"author": {"id": "1"}}


async def test_ours_is_what_the_bot_wrote_or_a_webhook_of_its_application(office: Office) -> None:
    client, application = office.client, str(office.client.application_id)
    history = ChannelHistory(client, office.rest)
    assert client.user is not None

    def is_ours(**message: Any) -> bool:
        return history.is_ours({**SOMEBODY, **message})

    assert is_ours(author={"id": str(client.user.id)})
    assert is_ours(webhook_id="5", application_id=application)
    assert not is_ours(webhook_id="5", application_id="2")
    assert not is_ours(application_id=application)
    assert not is_ours()


async def test_an_answer_says_so_or_is_the_applications_own_webhooks(office: Office) -> None:
    history = ChannelHistory(office.client, office.rest)

    assert history.is_answer({**SOMEBODY, "interaction_metadata": {}})
    assert history.is_answer({**SOMEBODY, "webhook_id": str(office.client.application_id)})
    assert not history.is_answer({**SOMEBODY, "webhook_id": "5"})
    assert not history.is_answer(SOMEBODY)
