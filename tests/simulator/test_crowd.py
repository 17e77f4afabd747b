"""Many events at once."""

import json

import pytest
from servers.scripted_server import ScriptedServer, answer

from inbox.simulator.crowd import send_at_once
from inbox.simulator.scenarios import PlannedEvent, plan
from inbox.simulator.sender import Sender


def test_every_event_of_a_burst_is_sent_once() -> None:
    events = plan("burst", 40)
    with ScriptedServer(answer(204)) as server:
        results = list(send_at_once(events, lambda: Sender(f"{server.address}/"), 4))
    assert [result.status for result in results] == [204] * 40
    sent = sorted(json.loads(request.body)["recordingId"] for request in server.requests)
    assert sent == sorted(event.properties["recordingId"] for event in events)


def test_when_the_caller_stops_the_sending_does() -> None:
    with ScriptedServer(answer(204)) as server:
        results = send_at_once(plan("burst", 400), lambda: Sender(f"{server.address}/"), 2)
        next(results)
        results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(server.requests) < 400


def test_a_bug_while_sending_is_raised_and_not_swallowed() -> None:
    with ScriptedServer(answer(204)) as server, pytest.raises(TypeError):
        list(send_at_once([PlannedEvent({"name": object()})], lambda: Sender(f"{server.address}/")))
