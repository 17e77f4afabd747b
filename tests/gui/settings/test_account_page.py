"""The page of the settings where a person signs in to Bandwidth, over the real keeper and a simulated Bandwidth."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from keyrings.memory_keyring import MemoryKeyring, using
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from inbox.app import window_parts
from inbox.domain.environments import ADDRESSES, Environment
from inbox.gui.look.theme import DARK, LIGHT
from inbox.gui.settings.account_page import AccountPage
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.pipeline.account_keeper import AccountKeeper
from inbox.pipeline.core import Core
from inbox.pipeline.opened import OpenInbox, Options
from inbox.simulator.server import SimulatedBandwidth

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

ShowPage = Callable[..., AccountPage]


@pytest.fixture
def desktop() -> Iterator[MemoryKeyring]:
    made = MemoryKeyring()
    with using(made):
        yield made


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def show_page(desktop: MemoryKeyring, tmp_path: Path, qtbot: QtBot) -> Iterator[ShowPage]:
    """Shows the page over an inbox with these words in its environment, the keyring already read."""
    ends: list[Callable[[], None]] = []

    def show(**environ: str) -> AccountPage:
        core = Core.open(Options(data_dir=str(tmp_path / "inbox")), environ)
        worker = QueryWorker("settings")
        worker.start()
        parts = window_parts(core, None)
        page = AccountPage(parts, LIGHT, worker)
        qtbot.addWidget(page)
        page.resize(800, 600)
        page.show()
        page.look()
        assert worker.drain()
        ends.extend([core.stop, worker.stop, page.stop])
        return page

    yield show
    for end in reversed(ends):
        end()


def addresses(bandwidth: SimulatedBandwidth) -> dict[str, str]:
    return {"INBOX_VOICE_URL": bandwidth.voice_url, "INBOX_TOKEN_URL": bandwidth.token_url}


def type_in(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said(page: AccountPage) -> list[str]:
    """What stands below the buttons about the fields."""
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible() and "missing" in label.text()]


def fill(page: AccountPage, bandwidth: SimulatedBandwidth, secret: str | None = None) -> None:
    account = bandwidth.account
    type_in(page.fields.account_id, account.account_id)
    type_in(page.fields.client_id, account.client_id)
    type_in(page.fields.secret, account.client_secret if secret is None else secret)


def test_what_is_typed_is_tried_and_each_step_is_shown(show_page: ShowPage, bandwidth: SimulatedBandwidth, qtbot: QtBot) -> None:
    page = show_page(**addresses(bandwidth))
    assert not page.test_button.isEnabled()
    fill(page, bandwidth)
    press(page.test_button)
    qtbot.waitUntil(lambda: len(page.steps.lines) == 4, timeout=10_000)
    assert all(line.startswith("✓") for line in page.steps.lines), page.steps.lines
    page.set_theme(DARK)
    assert len(page.steps.lines) == 4


def test_what_is_still_missing_is_said_while_the_buttons_are_grey(show_page: ShowPage, qtbot: QtBot) -> None:
    page = show_page()
    assert said(page) == []
    type_in(page.fields.client_id, "an-id")
    assert said(page) == ["Still missing: the account number and the client secret."]
    type_in(page.fields.secret, "a secret")
    assert page.test_button.isEnabled()
    assert not page.save_button.isEnabled()
    assert said(page) == ["Still missing: the account number."]
    type_in(page.fields.account_id, "5555555")
    assert page.save_button.isEnabled()
    assert said(page) == []


def test_half_an_account_of_the_environment_says_which_half_is_missing(show_page: ShowPage) -> None:
    page = show_page(BW_ACCOUNT_ID="5555555", BW_CLIENT_ID="an-id")
    assert said(page) == ["Still missing: the client secret."]


def test_a_missing_role_is_shown(show_page: ShowPage, bandwidth: SimulatedBandwidth, qtbot: QtBot) -> None:
    bandwidth.tokens.roles = ("Messaging",)
    page = show_page(**addresses(bandwidth))
    fill(page, bandwidth)
    press(page.test_button)
    qtbot.waitUntil(lambda: bool(page.steps.lines), timeout=10_000)
    assert page.steps.lines[-1].startswith("✖ Voice role:")
    assert page.steps.isVisible()


def test_what_is_kept_is_in_the_keyring_and_no_secret_is_shown(
    show_page: ShowPage, bandwidth: SimulatedBandwidth, desktop: MemoryKeyring, qtbot: QtBot
) -> None:
    page = show_page(**addresses(bandwidth))
    assert not page.forget_button.isVisible()
    fill(page, bandwidth)
    assert page.fields.secret.echoMode() is QLineEdit.EchoMode.Password
    press(page.save_button)
    qtbot.waitUntil(lambda: page.fields.kept.is_set, timeout=10_000)
    assert bandwidth.account.client_secret in desktop.kept["recording-inbox", "account"]
    assert page.fields.secret.text() == ""
    assert "kept in the keyring" in page.fields.secret.placeholderText()
    assert not page.save_button.isEnabled(), "nothing is changed"
    press(page.test_button)
    qtbot.waitUntil(lambda: len(page.steps.lines) == 4, timeout=10_000)
    assert page.focusWidget() is page.test_button, "the keyboard stays where it was"
    press(page.forget_button)
    assert page.forget_button.text() == "Click again to forget"
    assert page.fields.kept.is_set
    press(page.forget_button)
    qtbot.waitUntil(lambda: not page.fields.kept.is_set, timeout=10_000)
    assert desktop.kept == {}


def test_a_second_secret_joins_and_the_refused_one_is_taken_out(
    show_page: ShowPage, bandwidth: SimulatedBandwidth, qtbot: QtBot
) -> None:
    page = show_page(**addresses(bandwidth))
    fill(page, bandwidth, "expired")
    type_in(page.fields.second_secret, bandwidth.account.client_secret)
    press(page.save_button)
    qtbot.waitUntil(lambda: len(page.fields.kept.secrets) == 2, timeout=10_000)
    page._keeper._inbox.sign_in().credentials()
    page.look()
    assert page.drop_button.text() == "Drop the first secret"
    press(page.drop_button)
    qtbot.waitUntil(lambda: page.fields.kept.secrets == (bandwidth.account.client_secret,), timeout=10_000)
    assert not page.drop_button.isVisible()


def test_another_client_does_not_get_the_kept_secret(show_page: ShowPage, bandwidth: SimulatedBandwidth, qtbot: QtBot) -> None:
    page = show_page(**addresses(bandwidth))
    fill(page, bandwidth)
    press(page.save_button)
    qtbot.waitUntil(lambda: page.fields.kept.is_set, timeout=10_000)
    type_in(page.fields.client_id, "another")
    assert page.fields.account.secrets == ()
    assert not page.test_button.isEnabled()


def test_the_environments_account_is_shown_and_cannot_be_changed(
    show_page: ShowPage, bandwidth: SimulatedBandwidth, qtbot: QtBot
) -> None:
    account = bandwidth.account
    named = {"BW_ACCOUNT_ID": account.account_id, "BW_CLIENT_ID": account.client_id, "BW_CLIENT_SECRET": account.client_secret}
    page = show_page(**named, **addresses(bandwidth))
    assert page.fields.account_id.text() == account.account_id
    assert page.fields.secret.isReadOnly()
    assert not page.save_button.isVisible()
    assert not page.forget_button.isVisible()
    assert not page.addresses.environment.isEnabled()
    press(page.test_button)
    qtbot.waitUntil(lambda: len(page.steps.lines) == 4, timeout=10_000)


def test_an_api_user_of_the_environment_is_named_as_such_and_no_word_of_why_it_is_refused_is_cut(
    show_page: ShowPage, bandwidth: SimulatedBandwidth, qtbot: QtBot
) -> None:
    account = bandwidth.account
    page = show_page(
        BW_ACCOUNT_ID=account.account_id, BW_USERNAME=account.username, BW_PASSWORD="no longer", **addresses(bandwidth)
    )
    assert any("BW_USERNAME, BW_PASSWORD" in label.text() for label in page.findChildren(QLabel) if label.isVisible())
    for width in (640, 690, 1_000):
        page.resize(width, 600)
        press(page.test_button)
        qtbot.waitUntil(lambda: page.test_button.isEnabled() and len(page.steps.lines) == 1, timeout=10_000)
        assert "(401)" in page.steps.lines[0]
        page.look()
        assert len([label for label in page.findChildren(QLabel) if "(401)" in label.text() and label.isVisible()]) == 1, (
            "said once"
        )
        page._say("Nothing of what is said below the fields is cut, however long it is and however narrow the page. " * 4)
        wrapped = [label for label in page.findChildren(QLabel) if label.wordWrap() and label.text()]
        qtbot.waitUntil(
            lambda wrapped=wrapped: all(  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                label.height() >= label.heightForWidth(label.width()) for label in wrapped if label.isVisible()
            ),
            timeout=10_000,
        )


def test_where_bandwidth_is_can_be_chosen_and_holds_at_once(
    show_page: ShowPage, bandwidth: SimulatedBandwidth, qtbot: QtBot
) -> None:
    page = show_page()
    keeper = page._keeper
    assert page.addresses.environment.word == "Production"
    page.addresses.environment.choose("Test")
    page.look()
    assert page.addresses.environment.word == "Test", "also while it is being kept"
    qtbot.waitUntil(lambda: keeper.addresses == ADDRESSES[Environment.TEST], timeout=10_000)
    assert page.addresses.environment.word == "Test"
    page.addresses.environment.choose("Own addresses")
    assert not page.addresses.voice.isReadOnly()
    type_in(page.addresses.voice, "http://voice.example/api")
    QTest.keyClick(page.addresses.voice, Qt.Key.Key_Tab)
    assert keeper.addresses == ADDRESSES[Environment.TEST], "credentials would go there in clear"
    type_in(page.addresses.voice, bandwidth.voice_url)
    QTest.keyClick(page.addresses.voice, Qt.Key.Key_Tab)
    type_in(page.addresses.token, bandwidth.token_url)
    QTest.keyClick(page.addresses.token, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: keeper.addresses == (bandwidth.voice_url, bandwidth.token_url), timeout=10_000)
    page.look()
    assert page.addresses.environment.word == "Own addresses"


def test_an_account_that_another_program_changed_is_shown_and_what_is_typed_stays(
    show_page: ShowPage, bandwidth: SimulatedBandwidth, tmp_path: Path, qtbot: QtBot
) -> None:
    page = show_page(**addresses(bandwidth))
    keeper = page._keeper
    type_in(page.fields.secret, "half-typed")
    with closing(OpenInbox(Options(data_dir=str(tmp_path / "inbox")), addresses(bandwidth))) as inbox:
        assert AccountKeeper(inbox, lambda: None).save(bandwidth.account.as_account()) is None
    keeper.follow()
    page.look()
    qtbot.waitUntil(lambda: page.fields.client_id.text() == bandwidth.account.client_id, timeout=5_000)
    assert page.fields.secret.text() == "half-typed"
    assert page.fields.account.client_secret == "half-typed"
    assert page._note.text() == "The account was changed outside this window, and is used as it is now."
    type_in(page.fields.account_id, "1234567")
    with closing(OpenInbox(Options(data_dir=str(tmp_path / "inbox")), addresses(bandwidth))) as inbox:
        assert AccountKeeper(inbox, lambda: None).forget() is None
    keeper.follow()
    page.look()
    qtbot.waitUntil(lambda: not page.fields.kept.is_set, timeout=5_000)
    assert (page.fields.client_id.text(), page.fields.account_id.text()) == ("", "1234567")
