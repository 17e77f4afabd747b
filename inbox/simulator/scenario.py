"""The names of the situations that the simulation plays."""

from enum import StrEnum


class Scenario(StrEnum):
    """One situation. The order is part of every simulated id (`inbox.simulator.identity`): add new ones at the end only."""

    HAPPY = "happy"
    PARTIAL = "partial"
    ERROR = "error"
    UNKNOWN_STATUS = "unknown-status"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out-of-order"
    BURST = "burst"
    LATE_MEDIA = "late-media"
    EXPIRED = "expired"
    UNAUTHORIZED = "unauthorized"
    SLOW = "slow"
    CALL = "call"
    SIBLINGS = "siblings"
    PLACEHOLDER = "placeholder"
    FORGED = "forged"


WHAT_HAPPENS = {
    Scenario.HAPPY: "a complete recording, media ready",
    Scenario.PARTIAL: "status partial; parts of the media are digital silence",
    Scenario.ERROR: "status error; no mediaUrl, no media",
    Scenario.UNKNOWN_STATUS: "a status that no list has, and properties beyond the documented ones",
    Scenario.DUPLICATE: "each event sent twice, byte for byte",
    Scenario.OUT_OF_ORDER: "the complete event first, then the older one that says processing",
    Scenario.BURST: "200 events over 8 connections at a time",
    Scenario.LATE_MEDIA: "media answers 404 at first and is there some seconds later",
    Scenario.EXPIRED: "made more than 30 days ago; media answers 404",
    Scenario.UNAUTHORIZED: "media answers 403",
    Scenario.SLOW: "media comes at 16 kB a second",
    Scenario.CALL: "recordingAvailable, the event of a call's recording",
    Scenario.SIBLINGS: "two or three recordings of one conference",
    Scenario.PLACEHOLDER: "the example of Bandwidth's documentation, to the letter",
    Scenario.FORGED: "ids that Bandwidth never gave out; mediaUrl at another host",
}
"""What each scenario shows. In every one the sender counts an event as taken when it was answered 2xx."""
