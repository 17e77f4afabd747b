"""What is said of a recording: everything that is known, safe to look at."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.standstill import Standstill
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source
from inbox.gui.details.details_fields import about_fields, address_note, ask_word, can_retry, download_words, media_fields

VOICE = "https://voice.bandwidth.com/api/v2"
MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ADDRESS = f"{VOICE}/accounts/5/conferences/conf-1/recordings/r-1/media"
RECORDING = Recording(
    1, "r-1", "conf-1", "5", "Stand-up", None, "complete", DownloadStatus.DOWNLOADED, ReviewStatus.NEW, MOMENT, MOMENT, 3725.5,
    "wav", 1, ADDRESS, "/home/me/media/1.wav", 480_044, "ab" * 32, 2, Source.WEBHOOK, MOMENT, MOMENT, MOMENT, None,
)  # fmt: skip


def _values(recording: Recording) -> dict[str, str]:
    return {field.name: field.value for field in (*about_fields(recording), *media_fields(recording, VOICE))}


def test_every_field_is_there_with_its_unit() -> None:
    values = _values(RECORDING)
    assert values["Conference"] == "Stand-up"
    assert values["Length"] == "1:02:06"
    assert values["Format"] == "wav"
    assert values["Channels"] == "1"
    assert values["Size"] == "480 kB  (480,044 bytes)"
    assert values["SHA-256"] == "ab" * 32
    assert values["Told of"] == "2 times, by webhook"
    assert values["Media address used"] == ADDRESS
    assert values["Tag"] == "–"


def test_the_names_and_their_order_do_not_depend_on_the_recording() -> None:
    bare = replace(RECORDING, name=None, started_at=None, duration_seconds=None, media_url=None, conference_id="")
    assert list(_values(bare)) == list(_values(RECORDING))


def test_times_are_local_and_their_more_has_utc() -> None:
    started = next(field for field in about_fields(RECORDING) if field.name == "Started")
    assert "2026-03-01T12:00:00.000Z" in started.more


@pytest.mark.parametrize("name", ["name", "tag", "recording_id", "conference_id", "account_id", "media_url", "file_format"])
def test_text_that_deceives_is_shown_as_escapes(name: str) -> None:
    hostile: dict[str, Any] = {name: "a\u202eb\0c\nd"}
    values = _values(replace(RECORDING, **hostile))
    assert "a\\u202eb\\u0000c\\u000ad" in " ".join(values.values())
    assert not any(hidden in value for value in values.values() for hidden in ("\u202e", "\0", "\n"))


@pytest.mark.parametrize(
    ("given", "differs"),
    [(ADDRESS, False), (None, False), ("https://elsewhere.example/x", True), (ADDRESS.replace("s:", ":"), True), ("x", True)],
)
def test_an_address_that_is_not_the_one_of_the_ids_has_a_note(given: str | None, differs: bool) -> None:
    assert bool(address_note(replace(RECORDING, media_url=given), VOICE)) is differs


def test_ids_that_fit_no_address_give_none() -> None:
    values = _values(replace(RECORDING, account_id="../5"))
    assert values["Media address used"] == "–"


@pytest.mark.parametrize("status", list(DownloadStatus))
def test_every_download_state_has_words_and_failures_can_be_tried_again(status: DownloadStatus) -> None:
    recording = replace(RECORDING, download_status=status, error=None)
    assert download_words(recording).endswith(".")
    assert can_retry(recording) is (
        status
        in {
            DownloadStatus.FAILED,
            DownloadStatus.GIVEN_UP,
            DownloadStatus.EXPIRED,
            DownloadStatus.REMOVED,
        }
    )


def test_the_reason_of_a_failure_comes_with_the_next_try() -> None:
    failed = replace(RECORDING, download_status=DownloadStatus.FAILED, error="Bandwidth is busy.", next_try_at=MOMENT)
    assert download_words(failed).startswith("Bandwidth is busy. Next try ")


PAUSED = "Downloads are paused. Switch “Pause downloads” off in the menu."
OFFLINE = "Bandwidth cannot be reached."


@pytest.mark.parametrize(
    ("changes", "standstill", "words", "button"),
    [
        ({}, Standstill(), "Waiting to be downloaded.", ""),
        ({}, Standstill(by_itself=PAUSED), f"Not downloaded yet. {PAUSED}", "Download"),
        ({}, Standstill(of_all=OFFLINE), f"Not downloaded yet. {OFFLINE}", ""),
        ({}, Standstill(OFFLINE, PAUSED), f"Not downloaded yet. {OFFLINE}", "Download"),
        ({"asked_at": MOMENT}, Standstill(by_itself=PAUSED), "Waiting to be downloaded.", ""),
        ({"asked_at": MOMENT}, Standstill(of_all=OFFLINE), f"Not downloaded yet. {OFFLINE}", ""),
        (
            {"held": "rule"},
            Standstill(by_itself=PAUSED),
            "Not downloaded by itself, because of what you set for downloads. Press Download to have it all the same.",
            "Download",
        ),
        (
            {"held": "paused", "error": "Bandwidth is busy."},
            Standstill(by_itself=PAUSED),
            "You paused this download. Resume it in the row's menu, or press Download. Bandwidth is busy.",
            "Download",
        ),
        (
            {"download_status": DownloadStatus.FAILED, "error": "Bandwidth is busy.", "next_try_at": MOMENT},
            Standstill(by_itself=PAUSED),
            f"Bandwidth is busy. {PAUSED}",
            "Try again",
        ),
        ({"download_status": DownloadStatus.DOWNLOADING}, Standstill(by_itself=PAUSED), "Downloading.", ""),
        ({"download_status": DownloadStatus.DOWNLOADED}, Standstill(OFFLINE, PAUSED), "Downloaded.", ""),
    ],
)
def test_of_what_waits_it_is_said_why_and_how_it_goes_on(
    changes: dict[str, Any], standstill: Standstill, words: str, button: str
) -> None:
    recording = replace(RECORDING, **{"download_status": DownloadStatus.WAITING, **changes})
    assert download_words(recording, standstill) == words
    assert ask_word(recording, standstill) == button


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (None, "Downloading."),
        (DownloadProgress(0, 1_000_000), "Downloading."),
        (DownloadProgress(430_000, 1_000_000), "Downloading: 43 % of 1.0 MB."),
        (DownloadProgress(2_500_000, None), "Downloading: 2.5 MB."),
    ],
)
def test_a_download_says_how_far_it_is(progress: DownloadProgress | None, said: str) -> None:
    assert download_words(replace(RECORDING, download_status=DownloadStatus.DOWNLOADING), progress=progress) == said


def test_what_is_odd_about_a_downloaded_file_is_said() -> None:
    cut = "Cut short at Bandwidth: 0:41 of 2:00 is all that it has of this recording, and was kept."
    assert download_words(replace(RECORDING, error=cut)) == f"Downloaded. {cut}"
