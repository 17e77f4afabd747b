"""What a sender made in one process is in the lists of a Bandwidth in another."""

import socket

from servers.scripted_server import ScriptedServer, answer
from simulator.conftest import Client

from inbox.simulator.scenarios import plan
from inbox.simulator.server import SimulatedBandwidth
from inbox.simulator.telling import tell


def test_what_was_told_is_in_the_lists(bandwidth: SimulatedBandwidth, client: Client) -> None:
    events = plan("siblings", 3) + plan("call") + plan("forged") + plan("placeholder")
    assert tell(bandwidth.address, events) is None
    conference = events[0].properties["conferenceId"]
    assert [one["id"] for one in client.get("/conferences").json()] == [conference]
    assert len(client.get(f"/conferences/{conference}/recordings").json()) == 3
    assert len(client.get("/recordings").json()) == 1


def test_when_nobody_answers_the_sentence_says_how_to_start_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    assert tell(address, plan("happy")) == (
        f"The simulated Bandwidth at {address} does not answer. Start it with `recording-inbox simulate serve`."
    )


def test_another_server_is_told_apart() -> None:
    with ScriptedServer(answer(404)) as server:
        sentence = tell(server.address, plan("happy"))
    assert sentence is not None
    assert "answered 404" in sentence
