"""The composition root: the only file that knows every layer."""

import argparse
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inbox.network.listener.own_program import own_program
from inbox.pipeline.core import Core
from inbox.pipeline.opened import OpenInbox, Options, data_folder_of
from inbox.storage.problems import StorageProblem

if TYPE_CHECKING:
    from inbox.gui.frame.parts import ListenerState, WindowParts

__all__ = [
    "Core",
    "listener_state",
    "open_inbox",
    "options_of",
    "run_window",
    "start_demo_process",
    "window_parts",
]


def options_of(arguments: argparse.Namespace) -> Options:
    """The global options among parsed arguments."""
    return Options(arguments.data_dir, arguments.listen, arguments.store)


@contextmanager
def open_inbox(arguments: argparse.Namespace) -> Iterator[OpenInbox]:
    """An open inbox for a command that reads; one that receives may run beside it."""
    inbox = OpenInbox(options_of(arguments), os.environ)
    try:
        yield inbox
    finally:
        inbox.close()


def listener_state(core: Core) -> "ListenerState":
    """How the listener is, as the window shows it."""
    from inbox.gui.frame.parts import ListenerState

    return ListenerState(
        address=core.listener_address,
        problem=core.listener_problem,
        public_address=core.settings.public_address,
        protected=core.is_protected,
        path=core.settings.path,
        is_tls=bool(core.settings.tls_certificate),
        lacks_address=core.lacks_address,
        credentials_from=core.credentials_from,
    )


def window_parts(core: Core, play_demo: Callable[[], None] | None) -> "WindowParts":
    """What the window needs of the core."""
    from inbox.gui.frame.parts import WindowParts
    from inbox.pipeline.requests.receiving_requests import ReceivingRequests
    from inbox.storage.review.time_queue import TimeQueue
    from inbox.storage.settings.settings import save_settings

    inbox = core.inbox
    receiving = ReceivingRequests(
        listen_from=inbox.listen_from,
        settings_file=inbox.folder.settings,
        settings_problem=lambda: core.settings_watch.problem,
        own_port=lambda: urlsplit(core.listener_address).port,
    )
    return WindowParts(
        recordings=inbox.recordings,
        journal=inbox.journal,
        downloads_ask=core.ask_for_downloads,
        download_progress=core.download_progress,
        set_review=core.reviews.set_verdict,
        listener_state=partial(listener_state, core),
        retry_listener=core.retry_listener,
        intake_problem=core.intake_problem,
        settings=core.settings,
        save_settings=partial(save_settings, inbox.folder),
        play_demo=play_demo,
        account_is_set=lambda: inbox.account().is_set,
        account=core.account,
        downloads=core.downloads,
        catch_up=core.catch_up,
        tidy=core.tidy,
        window_file=inbox.folder.root / "window.json",
        delivery_list=inbox.delivery_list,
        knocks=inbox.knock_log,
        first_seen=inbox.first_seen,
        incidents=inbox.incidents,
        metadata=inbox.verifications.metadata,
        replay=core.replay,
        verify_again=core.verify_again,
        apply_settings=core.apply_settings,
        protect=core.protect,
        settings_now=lambda: core.settings,
        ledger=inbox.ledger,
        reviews=core.reviews,
        listening=core.listening,
        sound=core.sound,
        exports=core.exports,
        receiving=receiving,
        history=inbox.history,
        heard=inbox.heard,
        sound_maps=inbox.sound_maps,
        time_queue=TimeQueue(inbox.database, inbox.recordings, inbox.heard),
        notes=inbox.notes,
        tags=inbox.tags,
        stars=inbox.stars,
        answers=inbox.answers,
    )


def start_demo_process() -> None:
    """Starts the demo beside this window, with data of its own that is thrown away."""
    subprocess.Popen(own_program("demo"), stdin=subprocess.DEVNULL, start_new_session=True)


def run_window(options: Options) -> int:
    """The window, until it is closed. When another window has the data folder, that one comes to the front instead."""
    from inbox.gui.application import Application
    from inbox.gui.window_door import WindowDoor, raise_other_window

    application = Application()
    folder = data_folder_of(options, os.environ).root
    try:
        core = Core.open(options)
    except StorageProblem:
        if raise_other_window(folder):
            return 0
        raise
    try:
        window = application.show(window_parts(core, start_demo_process))
        door = WindowDoor(folder, window)
        core.on_changed = window.recordings_changed
        core.on_failure = window.tell_failure
        core.on_recovered = window.inbox_recovered
        application.once_usable(core.start_in_background)
        application.once_usable(door.start)
        try:
            return application.run()
        finally:
            door.close()
    finally:
        core.stop()
