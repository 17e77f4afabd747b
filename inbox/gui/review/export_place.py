"""Where an export goes: a name for what is exported, that is free, until the person names another file."""

from datetime import date
from pathlib import Path

from inbox.domain.file_names import NamesInUse, ending_in, name_of, safe_name
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording

_MOST = 1_000


class ExportPlace:
    """Knows what was offered and written here, and so what the person typed."""

    def __init__(self) -> None:
        self._offered = ""
        self._written: Path | None = None

    def written(self, path: Path) -> None:
        """This is there now: nothing else is to replace it unasked."""
        self._written = path

    def offer(self, shown: str, name: str, kind: str, folder: Path) -> str:
        """The path to show: what the person typed, but for its ending; else ``name``, free, beside it or in ``folder``."""
        shown = shown.strip()
        if self.is_typed(shown):
            return str(ended(Path(shown), kind)) if Path(shown).suffix else shown
        where = Path(shown).parent if shown else folder
        self._offered = str(free(where / f"{name}.{kind}"))
        return self._offered

    def is_typed(self, shown: str) -> bool:
        """Whether this is the person's own path, and not one that was offered, or that is written by now."""
        return bool(shown) and shown != self._offered and Path(shown) != self._written


def ended(path: Path, kind: str) -> Path:
    """The path with an ending that says what the file is."""
    return path.with_name(ending_in(path.name, kind)) if path.name else path


def free(path: Path) -> Path:
    """The path, or with ``(2)`` and so on in its name one at which nothing is yet."""
    names = NamesInUse()
    paths = (path.with_name(f"{names.one_more(path.stem)}{path.suffix}") for _ in range(_MOST))
    return next((each for each in paths if not each.exists()), path)


def name_of_one(recording: Recording, template: str) -> str:
    """For an export of this recording alone."""
    return name_of(recording, template.strip() or "{name}")


def name_of_many(query: RecordingQuery | None, day: date) -> str:
    """For an export of several, or of what ``query`` finds: what was searched for, and the day."""
    sought = [] if query is None else [term.value if term.field == "is" else f"{term.field} {term.value}" for term in query.terms]
    words = [] if query is None else list(query.words)
    return safe_name(" ".join((safe_name(" ".join(("Recordings", *sought, *words)), 80), str(day))))
