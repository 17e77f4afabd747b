"""Every test has a home of its own, no display, no keyring, no sound server, no account: what a developer has is left alone."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

# Qt and keyring read these once, when they are first used: they must stand before any test does so.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

_OURS = ("BW_", "INBOX_")
_DESKTOP = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "http_proxy",
    "https_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "all_proxy",
)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("homes", numbered=False)
    numbers = count()

    def homes() -> Iterator[Path]:
        while True:
            yield folder / str(next(numbers))

    return homes()


@pytest.fixture(autouse=True)
def surroundings(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of this test, empty."""
    home = next(_homes)
    for name in [name for name in os.environ if name.startswith(_OURS) or name in _DESKTOP]:
        monkeypatch.delenv(name)
    for name, folder in {
        "HOME": home,
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_STATE_HOME": home / ".local" / "state",
        "XDG_RUNTIME_DIR": home / "run",
    }.items():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    # A named server keeps libpulse from starting one of its own for a home that is soon gone.
    monkeypatch.setenv("PULSE_SERVER", f"unix:{home / 'run' / 'no-sound-server'}")
    return home
