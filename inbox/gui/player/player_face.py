"""What is seen of the player: waveform, controls, and a sentence where something is wrong."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inbox.domain.coverage import HeardSpan
from inbox.domain.notes import Note
from inbox.domain.recording import Recording
from inbox.domain.sound.sound_map import SoundMap, SpanOfTime
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.player.listening_plan import ListeningPlan
from inbox.gui.player.player_controls import PlayerControls
from inbox.gui.player.timeline import Timeline
from inbox.gui.player.waiting_line import WaitingLine
from inbox.gui.waveform.waveform import Waveform
from inbox.storage.settings.settings import Settings

_NOTHING = "Choose a recording to hear it"
_NO_MEDIA = "Not downloaded yet"


class PlayerFace(QWidget):
    """Shows what it is told; `PlayerBar` makes it play."""

    problem = Signal(str)
    """A sentence, which is shown as well; empty when it is over."""
    selection_changed = Signal(object)
    """A `SpanOfTime`, or None: what is selected in the waveform."""
    note_pressed = Signal(str)
    """The id of a note whose mark was clicked, as text."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = Timeline(theme, settings.skip_silence, self)
        self._controls = PlayerControls(theme, settings.playback_rate, settings.volume)
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(6)
        self._waiting_line = WaitingLine()
        for widget in (self.waveform, self._controls, self._waiting_line, self._sentence):
            layout.addWidget(widget)
        self._timeline.selection_changed.connect(self.selection_changed)
        self.waveform.note_pressed.connect(self.note_pressed)

    @property
    def waveform(self) -> Waveform:
        """The recording over time."""
        return self._timeline.waveform

    @property
    def controls(self) -> PlayerControls:
        """The buttons, and what is written between them."""
        return self._controls

    @property
    def plan(self) -> ListeningPlan:
        """How the loaded recording is played through."""
        return self._timeline.plan

    @property
    def selection(self) -> SpanOfTime | None:
        """What is selected in the waveform."""
        return self.plan.selection

    @property
    def has_waveform(self) -> bool:
        """Whether the bars of the recording are drawn."""
        return self.waveform.has_shape

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.waveform.set_theme(theme)
        self._controls.set_theme(theme)
        self._waiting_line.set_theme(theme)
        self._sentence.setFont(theme.small_font())
        self._sentence.setStyleSheet(f"color: {theme.error.name()}")

    def set_sound_map(self, sound: SoundMap | None) -> None:
        """Where the loaded recording is silent; None while that is not known."""
        self._timeline.set_sound_map(sound)

    def set_heard(self, spans: Sequence[HeardSpan], share: float) -> None:
        """What was heard of the loaded recording, and how much that is, 0 to 1."""
        self._timeline.set_heard(spans, share)

    def set_notes(self, notes: Sequence[Note]) -> None:
        """The notes on the loaded recording."""
        self._timeline.set_notes(notes)

    def select(self, span: SpanOfTime | None) -> None:
        """Selects a part of the loaded recording, or nothing."""
        self._timeline.select(span)

    def set_loop(self, is_on: bool) -> None:
        """Whether the selection, or all where nothing is selected, plays again and again."""
        self._timeline.set_loop(is_on)

    def _show_title(self, recording: Recording | None, can_play: bool) -> None:
        self._controls.enable(can_play)
        self.waveform.setEnabled(can_play)
        if recording is None:
            title = _NOTHING
        elif can_play:
            title = visible(recording.title)
        else:
            title = f"{visible(recording.title)}  ·  {visible(recording.error or _NO_MEDIA)}"
        self._controls.show_title(title, recording is not None)

    def _show_problem(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.problem.emit(sentence)
