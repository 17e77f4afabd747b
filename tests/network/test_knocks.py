"""Refusals are counted, and the log hears of them without being flooded."""

import logging

import pytest

from inbox.domain.knock import KnockReason
from inbox.network.knocks import Knocks


def test_the_log_hears_of_the_first_tenth_and_hundredth(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    knocks = Knocks()
    for _ in range(250):
        knocks.count(KnockReason.OTHER_PATH)
    assert knocks[KnockReason.OTHER_PATH] == 250
    assert [record.getMessage().rpartition("(")[2] for record in caplog.records] == ["1 so far)", "10 so far)", "100 so far)"]


def test_the_first_half_of_a_challenge_is_normal_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Knocks().count(KnockReason.NO_CREDENTIALS)
    assert caplog.records == []
