"""Whether anything is downloaded by itself, and the sentence that says why not."""

from dataclasses import replace

import pytest

from inbox.pipeline.downloads.gate import Gate
from inbox.storage.settings.settings import Settings


class Surroundings:
    """What the gate looks at, as it stands now."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.has_account = True
        self.metered: bool | None = None
        self.asked = 0
        self.gate = Gate(lambda: self.settings, lambda: self.has_account, self._is_metered)

    def _is_metered(self) -> bool | None:
        self.asked += 1
        return self.metered


@pytest.fixture
def around() -> Surroundings:
    return Surroundings()


def test_by_itself_everything_is_downloaded(around: Surroundings) -> None:
    assert around.gate.automatic()
    assert around.gate.why_not() is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"downloads_paused": True}, "switch “Pause all downloads” off"),
        ({"download_rule": "click"}, "when you click"),
        ({"download_automatically": False}, "when you click"),
    ],
)
def test_the_settings_say_so_at_once(around: Surroundings, changes: dict[str, object], words: str) -> None:
    around.settings = replace(around.settings, **changes)  # type: ignore[arg-type]  # names of fields, in the table above
    assert not around.gate.automatic()
    assert words in str(around.gate.why_not())
    around.settings = Settings()
    assert around.gate.automatic()


def test_without_an_account_nothing_is_tried(around: Surroundings) -> None:
    around.has_account = False
    assert not around.gate.automatic()
    assert "credentials" in str(around.gate.why_not())
    assert "under Account" in str(around.gate.why_not()), "and where to enter them"


@pytest.mark.parametrize(("metered", "automatic"), [(True, False), (False, True), (None, True)])
def test_a_metered_network_is_spared(around: Surroundings, metered: bool | None, automatic: bool) -> None:
    around.metered = metered
    assert around.gate.automatic() is automatic
    assert (around.gate.why_not() is None) is automatic


def test_a_metered_network_is_used_when_the_person_wants_it(around: Surroundings) -> None:
    around.metered = True
    around.gate.automatic()
    around.settings = Settings(download_on_metered=True)
    assert around.gate.why_not() is None
    assert around.gate.automatic()
    assert around.asked == 1


def test_the_window_is_not_kept_waiting_for_the_sentence(around: Surroundings) -> None:
    around.gate.automatic()
    asked = around.asked
    around.gate.why_not()
    assert around.asked == asked
