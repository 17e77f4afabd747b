"""What a Linux desktop reads about the program, judged by the desktop's own tools."""

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import inbox

_TOP = Path(__file__).parents[2]
_ID = "io.github.recording_inbox.RecordingInbox"
_DESKTOP_FILE = _TOP / "packaging" / "linux" / f"{_ID}.desktop"
_METAINFO = _TOP / "packaging" / "linux" / f"{_ID}.metainfo.xml"


def _judged_by(*command: str) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: packaging/linux/system-libraries.sh install test")
    judged = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def _metainfo() -> ET.Element:
    return ET.parse(_METAINFO).getroot()


def _desktop_entry() -> configparser.SectionProxy:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys are case-sensitive; typeshed knows no other way
    entry.read(_DESKTOP_FILE, encoding="utf-8")
    return entry["Desktop Entry"]


def test_the_desktop_file_is_valid() -> None:
    _judged_by("desktop-file-validate", str(_DESKTOP_FILE))


def test_the_metainfo_is_valid() -> None:
    _judged_by("appstreamcli", "validate", "--no-net", str(_METAINFO))


def test_desktop_file_metainfo_and_window_speak_of_one_program() -> None:
    metainfo = _metainfo()
    entry = _desktop_entry()

    assert metainfo.findtext("id") == _ID
    assert metainfo.findtext("launchable") == _DESKTOP_FILE.name
    assert metainfo.findtext("name") == entry["Name"]
    assert entry["Icon"] == entry["StartupWMClass"] == _ID
    assert f'setDesktopFileName("{_ID}")' in (_TOP / "inbox" / "gui" / "application.py").read_text(encoding="utf-8")
    assert metainfo.findtext("provides/binary") == entry["Exec"]
    assert (_TOP / "resources" / "icons" / "app.svg").is_file()


def test_every_place_names_one_version_and_one_date() -> None:
    newest = _metainfo().find("releases/release")
    changelog = (_TOP / "CHANGELOG.md").read_text(encoding="utf-8")
    top = re.search(r"^## \[(?P<version>[^]]+)\] - (?P<date>\S+)$", changelog, re.MULTILINE)
    windows = ET.parse(_TOP / "packaging" / "windows" / "recording-inbox.manifest").getroot()
    identity = windows.find("{urn:schemas-microsoft-com:asm.v1}assemblyIdentity")

    assert newest is not None
    assert top is not None
    assert identity is not None
    assert newest.get("version") == top["version"] == inbox.__version__
    assert newest.get("date") == top["date"]
    assert identity.get("version") == f"{inbox.__version__}.0"
