"""``simulate serve --fault``, as a person starts it."""

import signal
import subprocess
import sys

import requests
from processes.app_process import environment, run_command

from inbox.simulator.account import SimulatedAccount
from inbox.simulator.named_faults import WHAT_GOES_WRONG


def test_the_faults_of_the_command_line_go_wrong_from_the_first_request_on() -> None:
    words = ("simulate", "serve", "--listen", "127.0.0.1:0", "--fault", "expired-secret", "--fault", "no-etag")
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox", *words],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().split()[-1]
        account = SimulatedAccount()
        answer = requests.post(
            f"{address}api/v1/oauth2/token",
            auth=(account.client_id, account.client_secret),
            data={"grant_type": "client_credentials"},
            timeout=10,
        )
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_the_help_explains_every_fault_and_an_unknown_one_is_wrong_usage() -> None:
    shown = run_command("simulate", "serve", "--help").stdout
    for name, what in WHAT_GOES_WRONG.items():
        assert f"  {name:15} {what}\n" in shown
    result = run_command("simulate", "serve", "--fault", "no-such")
    assert result.returncode == 2
    assert "no-such" in result.stderr
