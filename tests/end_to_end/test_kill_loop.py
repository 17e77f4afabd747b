"""kill -9 at random moments under concurrent senders: what was answered 204 is there after the next start, every time."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from faults.proof import prove_stored
from faults.senders import Senders
from processes.app_process import Serving, run_command

_START_SECONDS = 2.0
_SLOWER_THAN_A_FIRST_START = 3.0
"""On a machine so slow that a first start takes long, one after a kill may take this many times as long."""
_BESIDE_OTHER_TESTS = 10.0
"""And this many times as long where other tests begin beside it meanwhile."""


def _kill_loop(data_dir: Path, rounds: int, slower: float) -> None:
    moments = random.Random(rounds)
    acknowledged: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    starts: list[float] = []
    for number in range(rounds):
        with Serving(data_dir) as serving:
            starts.append(serving.start_seconds)
            senders = Senders(serving.address, str(number), until_gone=True)
            time.sleep(moments.uniform(0.1, 1.0))
            serving.kill()
            senders.join()
        assert set(senders.answers) <= {204}, senders.answers
        acknowledged += senders.acknowledged
        sent += senders.sent
    with Serving(data_dir) as serving:
        starts.append(serving.start_seconds)
        assert serving.terminate()[0] == 0
    found = prove_stored(data_dir, acknowledged, sent)
    print(
        f"{rounds} rounds: {found.acknowledged} acknowledged, {found.stored} stored, {found.lost} lost; {found.repeated} were "
        f"sent twice and stand in one row; slowest start after a kill {max(starts[1:]):.2f} s"
    )
    assert found.acknowledged, "nothing was acknowledged at all: this proves nothing"
    assert found.repeated, "nothing was acknowledged twice: this proves nothing of duplicates"
    assert max(starts[1:]) < max(_START_SECONDS, slower * starts[0])
    assert "checked and sound" in run_command("doctor", "--data-dir", str(data_dir), "--listen", "127.0.0.1:0").stdout


def test_three_kills_lose_nothing(tmp_path: Path) -> None:
    _kill_loop(tmp_path, 3, _BESIDE_OTHER_TESTS)


@pytest.mark.soak
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    _kill_loop(tmp_path, 100, _SLOWER_THAN_A_FIRST_START)
