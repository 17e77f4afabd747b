"""Which recordings are downloaded without a click."""

from dataclasses import replace

import pytest

from inbox.domain.recording import Recording
from inbox.domain.rules import Rules, rules_of, wanted
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source, Verification
from inbox.domain.times import now

RECORDING = Recording(
    1, "r-1", "c-1", "55555555", "Board meeting", "billing", "complete", DownloadStatus.WAITING, ReviewStatus.NEW, None, None,
    None, None, None, None, None, None, None, 1, Source.WEBHOOK, None, now(), now(), None,
)  # fmt: skip


def test_everything_is_downloaded_unless_the_person_says_otherwise() -> None:
    assert wanted(RECORDING, Rules())
    assert not wanted(RECORDING, rules_of(rule="click", automatic=True, names=(), tags=()))
    assert not wanted(RECORDING, rules_of(rule="all", automatic=False, names=(), tags=()))


def test_what_bandwidth_does_not_know_is_never_downloaded_by_itself() -> None:
    assert not wanted(replace(RECORDING, verification=Verification.REFUTED), Rules())


@pytest.mark.parametrize("verification", Verification)
def test_only_what_is_verified_is_downloaded_where_that_is_the_rule(verification: Verification) -> None:
    rules = rules_of(rule="verified", automatic=True, names=(), tags=())
    assert wanted(replace(RECORDING, verification=verification), rules) is (verification is Verification.VERIFIED)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("board*", "Board meeting", True),
        ("BOARD MEETING", " Board meeting ", True),
        ("board", "Board meeting", False),
        ("*", None, True),
        ("?", None, False),
        ("Stra?e", "STRASSE", False),
        ("straße", "STRASSE", True),
        ("Zürich*", "Zu\u0308rich daily", True),
        ("[Sales] *", "[Sales] weekly", True),
        ("[Sales]", "S", False),
        ("***************************a*b*c", "a" * 5000, False),
    ],
)
def test_a_name_fits_a_pattern_as_people_mean_it(pattern: str, name: str | None, fits: bool) -> None:
    assert wanted(replace(RECORDING, name=name), Rules(names=(pattern,))) is fits
    assert wanted(replace(RECORDING, tag=name), Rules(tags=(pattern,))) is fits


def test_the_name_or_the_tag_is_enough() -> None:
    assert wanted(RECORDING, Rules(names=("Interview*",), tags=("billing",)))
    assert wanted(RECORDING, Rules(names=("Board*", "Interview*"), tags=("sales",)))
    assert not wanted(RECORDING, Rules(names=("Interview*",), tags=("sales",)))
