"""Opening the inbox, whatever became of its file: what is damaged is moved aside and made anew from what can be read of it."""

from inbox.storage.connecting import path_of
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.problems import StorageProblem, StoreDamaged, StoreFailing
from inbox.storage.recovery.swap import finish_swap, made_anew


def open_inbox(folder: DataFolder, store_url: str = "") -> Database:
    """The inbox of ``folder``, made or migrated when need be (a copy is kept in ``backups`` first).

    A damaged inbox is moved aside and made anew from what can be read of it; the incidents tell of it. Raises StorageProblem
    when the file is another program's, of a newer version, or cannot be used; then nothing was changed.
    """
    folder.prepare()
    path = path_of(folder, store_url)
    try:
        if not made_anew(path).exists():  # else a recovery broke off
            return Database.open_file(folder, path)
    except StoreDamaged:
        pass
    from inbox.storage.recovery.recover import recover, the_only_one  # needed once in the life of an inbox, if ever

    with the_only_one(folder, path):
        finish_swap(path)
        try:
            return Database.open_file(folder, path)  # it may be that another process has recovered it meanwhile
        except StoreDamaged as damage:
            recover(folder, path, str(damage))
        return Database.open_file(folder, path)


def recover_inbox(database: Database) -> str:
    """Move a damaged inbox aside and make it anew from what can be read of it; gives the sentence that says what was done.

    An inbox that is sound is left alone. Everybody else's reads and writes fail meanwhile. Raises StoreFailing when that
    could not be done; then nothing was changed.
    """
    from inbox.storage.recovery.recover import recover_if_damaged

    try:
        with database.alone():
            sentence = recover_if_damaged(database.folder, database.path)
            database.is_damaged = False
            return sentence
    except StorageProblem as problem:
        raise StoreFailing(str(problem)) from problem
