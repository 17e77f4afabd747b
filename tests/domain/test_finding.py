"""What Bandwidth's answer proves: only its own word refutes, and only while it would still have the recording."""

from dataclasses import replace
from datetime import timedelta

import pytest
from domain.told_recording import NOW, told

from inbox.domain.failure import Failure, Remedy
from inbox.domain.finding import REFUTED, Finding, find, why_never_verified
from inbox.domain.statuses import Verification

FRESH = told()
NOT_KNOWN = Failure("Bandwidth does not know this recording (404).", Remedy.NOT_FOUND)
DOWN = Failure("voice.bandwidth.com refused the connection.", Remedy.TRY_LATER)
NO_ROLE = Failure("The credentials may not read the recordings of account 1 (403).", Remedy.ACT, only_here=True)


def test_metadata_verifies() -> None:
    assert find(FRESH, 0, "{}", NOW, 0) == Finding(Verification.VERIFIED, None, None)


def test_a_status_that_bandwidth_itself_does_not_have_yet_is_looked_for_again_four_times() -> None:
    behind = '{"status":"processing"}'
    waits = [find(FRESH, tries, behind, NOW, 0).next_at for tries in range(5)]
    assert waits[0] == NOW + timedelta(minutes=1)
    assert waits[3] == NOW + timedelta(hours=6)
    assert waits[4] is None
    assert find(FRESH, 0, '{"status":"completed","name":"other"}', NOW, 0).next_at is None


def test_what_bandwidth_does_not_know_is_refuted_and_asked_again_four_times() -> None:
    finding = find(FRESH, 3, NOT_KNOWN, NOW, 0)  # failures before it do not count
    waits = []
    for refutations in range(1, 7):
        assert (finding.verification, finding.note) == (Verification.REFUTED, REFUTED)
        if finding.next_at is None:
            break
        waits.append(finding.next_at - NOW)
        finding = find(replace(FRESH, verification=Verification.REFUTED), refutations, NOT_KNOWN, NOW, 0)
    assert waits == [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]


@pytest.mark.parametrize("failure", [DOWN, NO_ROLE])
def test_without_an_answer_nothing_is_refuted_the_sentence_says_why_and_it_is_asked_again(failure: Failure) -> None:
    finding = find(FRESH, 0, failure, NOW, 0)
    assert finding.verification is Verification.UNVERIFIED
    assert finding.note == f"Not verified: {failure.sentence}"
    assert finding.next_at is not None
    assert finding.next_at > NOW
    for tries in range(60):
        later = find(FRESH, tries, failure, NOW, 0.99).next_at
        assert later is not None
        assert timedelta() < later - NOW <= timedelta(days=1)


def test_what_is_verified_stays_so_when_bandwidth_cannot_be_asked_again() -> None:
    finding = find(replace(FRESH, verification=Verification.VERIFIED), 1, DOWN, NOW, 0)
    assert finding.verification is Verification.VERIFIED
    assert finding.note == f"Bandwidth could not be asked again: {DOWN.sentence}"


def test_the_server_is_given_the_time_it_asks_for() -> None:
    asked = replace(DOWN, retry_after=timedelta(minutes=30))
    assert find(FRESH, 0, asked, NOW, 0).next_at == NOW + timedelta(minutes=30)


def test_what_only_the_person_can_mend_is_asked_more_seldom() -> None:
    assert find(FRESH, 0, NO_ROLE, NOW, 0).next_at == NOW + timedelta(minutes=5)
    assert find(FRESH, 20, NO_ROLE, NOW, 0).next_at == NOW + timedelta(days=1)


def test_thirty_days_after_it_was_made_a_404_proves_nothing() -> None:
    assert find(FRESH, 0, NOT_KNOWN, FRESH.expires_at - timedelta(seconds=1), 0).verification is Verification.REFUTED
    finding = find(FRESH, 0, NOT_KNOWN, FRESH.expires_at, 0)
    assert (finding.verification, finding.next_at) == (Verification.UNVERIFIED, None)
    assert finding.note is not None
    assert "30 days" in finding.note


def test_what_is_long_gone_is_not_asked_about_for_ever() -> None:
    assert find(FRESH, 3, DOWN, FRESH.expires_at, 0).next_at is not None
    assert find(FRESH, 4, DOWN, FRESH.expires_at, 0).next_at is None


def test_what_bandwidth_once_knew_is_not_refuted_when_it_is_deleted_there() -> None:
    finding = find(replace(FRESH, verification=Verification.VERIFIED), 1, NOT_KNOWN, NOW, 0)
    assert finding.verification is Verification.VERIFIED
    assert finding.note is not None
    assert "no longer does" in finding.note


def test_what_was_downloaded_from_bandwidth_is_not_refuted() -> None:
    finding = find(replace(FRESH, media_sha256="ab" * 32), 0, NOT_KNOWN, NOW, 0)
    assert (finding.verification, finding.next_at) == (Verification.UNVERIFIED, None)


def test_a_refuted_recording_stays_so_until_bandwidth_says_otherwise() -> None:
    refuted = replace(FRESH, verification=Verification.REFUTED)
    assert find(refuted, 1, DOWN, NOW, 0).verification is Verification.REFUTED
    assert find(refuted, 1, "{}", NOW, 0).verification is Verification.VERIFIED


def test_ids_that_no_address_can_hold_are_named() -> None:
    assert why_never_verified(FRESH) is None
    for ids in ({"accountId": "../1"}, {"conferenceId": None}):
        sentence = why_never_verified(told(**ids))
        assert sentence is not None
        assert next(iter(ids)) in sentence
