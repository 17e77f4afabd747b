"""What a command knows of the inbox that runs over the same folder: where it listens, and why it downloads nothing."""

import socket
from pathlib import Path

import requests
from faults.failing_store import until
from processes.app_process import Serving, environment, run_command

from inbox.domain.times import now
from inbox.pipeline.core import Core
from inbox.pipeline.opened import Options
from inbox.simulator.controls import Fault, Part
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.running_note import RunningNote, RunningState, running_state


def test_a_delivery_is_sent_again_to_where_the_running_inbox_listens(tmp_path: Path) -> None:
    folder = ("--data-dir", str(tmp_path))
    with Serving(tmp_path) as serving:
        assert requests.post(serving.address, json={"eventType": "x"}, timeout=15).status_code == 204
        assert run_command("deliveries", "--curl", *folder).stdout.endswith(f"'{serving.address}'\n")
        elsewhere = run_command("deliveries", "--curl", *folder, "--listen", "0.0.0.0:7").stdout
        assert elsewhere.endswith("'http://127.0.0.1:7/'\n"), "who names an address means that one"
        doctor = run_command("doctor", *folder).stdout
        where = serving.address.removeprefix("http://").rstrip("/")
        assert f"ok    port      the inbox that runs over this folder takes events at {where}, and answers" in doctor
        assert serving.terminate()[0] == 0
    assert not DataFolder(tmp_path).running.exists()
    assert run_command("deliveries", "--curl", *folder).stdout.endswith("'http://127.0.0.1:8025/'\n")


def test_a_path_that_nobody_is_to_know_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('path = "/not-to-be-known"\n')
    core = Core.open(Options(str(tmp_path), "127.0.0.1:0"), environment())
    try:
        core.start()
        address = core.listener_address
        assert address.endswith("/not-to-be-known")
        assert running_state(core.inbox.folder) == RunningState(address.removesuffix("not-to-be-known"))
    finally:
        core.stop()


def test_what_an_inbox_that_was_killed_told_is_not_believed(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving:
        requests.post(serving.address, json={"eventType": "x"}, timeout=15)
        serving.kill()
        assert DataFolder(tmp_path).running.exists()
        assert run_command("deliveries", "--curl", "--data-dir", str(tmp_path)).stdout.endswith("'http://127.0.0.1:8025/'\n")


def test_a_running_inbox_that_does_not_answer_where_it_says_needs_a_hand(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare()
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with folder.hold():
        RunningNote(folder).tell(RunningState(f"http://0.0.0.0:{port}/"))
        doctor = run_command("doctor", "--data-dir", str(tmp_path)).stdout
    assert f"look  port      the inbox that runs over this folder does not answer at 127.0.0.1:{port}: end it" in doctor


def test_while_bandwidth_asks_to_be_left_alone_commands_say_until_when(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    bandwidth.controls.set_fault(Part.MEDIA, Fault(429, {"Retry-After": "86400"}))
    folder = ("--data-dir", str(tmp_path))

    def resting() -> str:
        state = running_state(DataFolder(tmp_path))
        return "" if state is None else state.resting

    with Serving(tmp_path, environment(bandwidth)) as serving:
        recordings = [bandwidth.make_recording() for _ in range(5)]
        for recording in recordings:
            event = recording.event(bandwidth.voice_url, now())
            assert requests.post(serving.address, json=event, timeout=15).status_code == 204
        until(lambda: resting() != "", "word of the pause")
        why = resting()
        assert why.startswith("Bandwidth asks to slow down (429). Downloads and catching up go on by themselves at ")
        listed = run_command("list", *folder)
        assert listed.stderr == f"recording-inbox: What waits is not downloaded at the moment. {why}\n"
        waiting = [line.split()[-1] for line in listed.stdout.splitlines() if " waiting " in line]
        assert waiting
        assert f"downloads rest    {why}" in run_command("show", waiting[0], *folder).stdout
        assert run_command("list", "--json", *folder).stderr == ""
        assert run_command("list", "--query", "download:downloaded", *folder).stderr == "", "nothing of that waits"
        doctor = run_command("doctor", *folder, environ=environment(bandwidth)).stdout
        assert f"look  downloads the inbox that runs over this folder tries none for a while: {why}" in doctor
        assert serving.terminate()[0] == 0
    assert run_command("list", *folder).stderr == ""
