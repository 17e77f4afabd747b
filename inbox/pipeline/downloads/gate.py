"""Whether anything is downloaded by itself at the moment, and what; a click is never kept waiting here."""

from collections.abc import Callable

from inbox.domain.recording import Recording
from inbox.domain.rules import rules_of, wanted
from inbox.storage.settings.settings import Settings


class Gate:
    """What the settings, the account and the network allow. Safe from any thread."""

    def __init__(
        self, settings: Callable[[], Settings], account_is_set: Callable[[], bool], metered: Callable[[], bool | None]
    ) -> None:
        """``metered`` says whether the network is paid for by volume, None where that cannot be told; both may take a while."""
        self._settings = settings
        self._account_is_set = account_is_set
        self._metered = metered
        self._has_account = True
        self._is_metered = False

    def automatic(self) -> bool:
        """Whether more is downloaded than what was clicked. May wait, for a keyring or the desktop: not in the GUI thread."""
        self._has_account = self._account_is_set()
        if not self._settings().download_on_metered:  # else nobody needs to be asked
            self._is_metered = bool(self._metered())
        return self.why_not() is None

    def why_not(self) -> str | None:
        """The sentence that says why nothing is downloaded by itself; None when it is.

        Never waits: account and network are as `automatic` found them last.
        """
        settings = self._settings()
        if not self._has_account:
            return "Nothing is downloaded: no credentials for Bandwidth are set. Enter them in the settings, under Account."
        if settings.downloads_paused:
            return (
                "Downloads are paused. What you click is downloaded all the same; for everything else, switch “Pause all "
                "downloads” off in the settings, or “Pause downloads” in the menu."
            )
        if settings.download_rule == "click" or not settings.download_automatically:
            return "Recordings are downloaded when you click them, as the settings say."
        if self._is_metered and not settings.download_on_metered:
            return (
                "Downloads wait for another network: this one is metered. What you click is downloaded all the same; the "
                "settings can allow everything else."
            )
        return None

    def wanted(self, recording: Recording) -> bool:
        """Whether the rules want this recording without a click."""
        settings = self._settings()
        rules = rules_of(
            rule=settings.download_rule,
            automatic=settings.download_automatically,
            names=settings.download_names,
            tags=settings.download_tags,
        )
        return wanted(recording, rules)
