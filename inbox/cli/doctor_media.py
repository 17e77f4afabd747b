"""The doctor's lines on the downloaded files: why downloads rest, what expires, what the files and the trash take."""

from inbox.domain.problems import Problem
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.pipeline.opened import OpenInbox
from inbox.storage.running_note import running_state


def downloads(inbox: OpenInbox) -> tuple[bool, str]:
    """Whether anything is downloaded by itself. May ask the keyring and the network manager."""
    from inbox.network.client.metered import Metered
    from inbox.pipeline.downloads.disk_room import DiskRoom
    from inbox.pipeline.downloads.gate import Gate
    from inbox.storage.downloads.media_store import MediaStore

    metered = Metered()
    gate = Gate(lambda: inbox.settings, lambda: True, metered)  # the account has a line of its own
    gate.automatic()
    why_not = gate.why_not()
    if why_not is not None:
        return not inbox.settings.downloads_paused, why_not
    settings = inbox.settings
    try:
        no_room = DiskRoom(MediaStore(inbox.folder.media), lambda: settings.keep_free_megabytes * 1_000_000).why_not()
    except OSError as problem:
        return False, f"The folder for recordings, {inbox.folder.media}, cannot be looked at: {problem.strerror or problem}."
    if no_room is not None:
        return False, no_room.sentence
    running = running_state(inbox.folder)
    if running is not None and running.resting:
        return False, f"the inbox that runs over this folder tries none for a while: {visible(running.resting, 600)}"
    wanted = "what is verified" if settings.download_rule == "verified" else "everything"
    if settings.download_names or settings.download_tags:
        wanted += ", as far as the patterns of names and tags fit,"
    network = {
        True: "metered network",
        False: "network that is not metered",
        None: "network of which nobody says that it is metered",
    }
    return True, f"{wanted} is downloaded without a click, on a {network[metered()]}"


def expiry(inbox: OpenInbox) -> tuple[bool, str]:
    """Whether Bandwidth deletes something soon that is not downloaded."""
    days = inbox.settings.expiry_warning_days
    if not days:
        return True, "no warning is wanted (expiry_warning_days is 0)"
    count = inbox.expiry.count_within(days, now())
    within = "a day" if days == 1 else f"{days} days"
    if not count:
        return True, f"nothing that is not downloaded is deleted at Bandwidth within {within}"
    them = "1 recording that is not downloaded is" if count == 1 else f"{count:,} recordings that are not downloaded are"
    return False, f"{them} deleted at Bandwidth within {within}: download what you want to keep (recording-inbox download ID…)"


def media(inbox: OpenInbox) -> tuple[bool, str]:
    """What the downloaded files take, of what they may, and the trash."""
    from inbox.storage.downloads.media_retention import plan

    settings = inbox.settings
    try:
        found = plan(inbox.database, settings, now())
        count, total = inbox.trash.size()
    except Problem as problem:
        return False, str(problem)
    limit = f"of {settings.media_megabytes:,} MB that they may have" if settings.media_megabytes else "without a limit of size"
    if settings.media_days:
        limit += f", what is reviewed for {'a day' if settings.media_days == 1 else f'{settings.media_days:,} days'}"
    trash = f"{count:,} in the trash ({total / 1e6:,.1f} MB), deleted there after {settings.trash_days} days"
    text = f"{found.used_bytes / 1e6:,.1f} MB downloaded, {limit}; {trash}"
    if found.is_over:
        return False, f"{text}; what is left has to stay: review recordings, or raise media_megabytes"
    return True, text
