"""The lengths of delivery, as they are promised, and that they fit into one another."""

from datetime import timedelta

from bot.delivery.send.timeouts import PATIENT, Timeouts


def test_the_lengths_are_as_promised_and_fit_into_one_another() -> None:
    assert (
        Timeouts(
            lease=timedelta(seconds=90),
            nonce_window=timedelta(seconds=120),
            answer=timedelta(seconds=30),
            echo=timedelta(seconds=1),
            first_retry=timedelta(seconds=5),
            last_retry=timedelta(seconds=900),
            still_on_its_way=timedelta(seconds=30),
            first_pause=timedelta(seconds=5),
            last_pause=timedelta(seconds=60),
        )
        == PATIENT
    )
    assert PATIENT.answer < PATIENT.lease < PATIENT.nonce_window
