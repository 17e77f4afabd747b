"""Which events Bandwidth posts to such an address, and what is to be said of those that tell of no recording."""

CONFERENCE_RECORDING_AVAILABLE = "conferenceRecordingAvailable"
RECORDING_AVAILABLE = "recordingAvailable"
"""A call's recording."""

_OF_BOTH = frozenset({
    "eventType", "eventTime", "accountId", "recordingId", "channels", "startTime", "endTime", "duration", "fileFormat",
    "mediaUrl", "tag", "status",
})  # fmt: skip
DOCUMENTED_PROPERTIES = {
    CONFERENCE_RECORDING_AVAILABLE: _OF_BOTH | {"conferenceId", "name"},
    RECORDING_AVAILABLE: _OF_BOTH | {"callId", "from", "to", "direction", "applicationId"},
}
"""The properties of Bandwidth's documentation, for the events that make recordings."""

_TRANSCRIPT = "It tells of the transcript of a call's recording, which this inbox does not keep."
_CONFERENCE = "It tells of the life of a conference, not of a recording."
_CALL = "It belongs to the control of a call and tells of no recording that could be fetched."
_IGNORED = {
    "transcriptionAvailable": _TRANSCRIPT,
    **dict.fromkeys(
        ("conferenceCreated", "conferenceMemberJoin", "conferenceMemberExit", "conferenceRedirect", "conferenceCompleted"),
        _CONFERENCE,
    ),
    **dict.fromkeys(
        (
            "answer", "bridgeComplete", "bridgeTargetComplete", "conferenceMemberUpdate", "disconnect", "gather", "initiate",
            "machineDetectionComplete", "recordComplete", "recordingComplete", "redirect", "transferAnswer", "transferComplete",
            "transferDisconnect", "streamEvent", "streamStarted", "streamRejected", "streamStopped",
        ),
        _CALL,
    ),
}  # fmt: skip


def is_known(event_type: str) -> bool:
    """Whether Bandwidth's documentation has events of this type."""
    return event_type in DOCUMENTED_PROPERTIES or event_type in _IGNORED


def why_ignored(event_type: str | None) -> str:
    """Two sentences for a well-formed event that makes no recording."""
    if not event_type:
        return "The event has no eventType, so nothing can be made of it. It is kept in the journal only."
    reason = _IGNORED.get(event_type, "Events of this type are not known here.")
    return f"A “{event_type}” event. {reason} It is kept in the journal only."
