"""The fields of an account: what is typed, and what is kept where nothing is typed. A kept secret is never shown."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from inbox.domain.account import Account

_LONGEST = 1_000
_KEPT = "kept in the keyring; leave empty to keep it"
_SECOND = "only while a new secret takes over from an old one"


class AccountFields(QObject):
    """Number, client id, and the client's one or two secrets."""

    changed = Signal()
    """What is typed, or what it stands beside."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.account_id, self.client_id = QLineEdit(), QLineEdit()
        self.secret, self.second_secret = QLineEdit(), QLineEdit()
        self._kept = Account()
        names = {
            self.account_id: "Account number",
            self.client_id: "Client id",
            self.secret: "Client secret",
            self.second_secret: "Second client secret",
        }
        for field, name in names.items():
            field.setAccessibleName(name)
            field.setMaxLength(_LONGEST)
            field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            field.textChanged.connect(lambda _text: self.changed.emit())
        self.account_id.setPlaceholderText("7 or 8 digits")
        for field in (self.secret, self.second_secret):
            field.setEchoMode(QLineEdit.EchoMode.Password)

    @property
    def all(self) -> tuple[QLineEdit, ...]:
        """The fields in order."""
        return self.account_id, self.client_id, self.secret, self.second_secret

    @property
    def kept(self) -> Account:
        """The account in use."""
        return self._kept

    @property
    def account(self) -> Account:
        """What is typed; a secret that is not typed is the kept one of the same client id."""
        client_id = self.client_id.text().strip()
        is_same = client_id == self._kept.client_id
        return replace(
            self._kept,
            account_id=self.account_id.text().strip(),
            client_id=client_id,
            client_secret=self.secret.text().strip() or (self._kept.client_secret if is_same else ""),
            next_client_secret=self.second_secret.text().strip() or (self._kept.next_client_secret if is_same else ""),
        )

    @property
    def missing(self) -> str:
        """What is still to be typed before it can be kept: a sentence; empty where nothing is, or nothing was begun."""
        account = self.account
        if not self.is_changed and not self._kept.missing_half:
            return ""
        of_client = (("client id", account.client_id), ("client secret", account.secrets))
        parts = (("account number", account.account_id), *(() if account.has_basic and not account.client_id else of_client))
        names = [f"the {name}" for name, value in parts if not value]
        if not names:
            return ""
        return f"Still missing: {' and '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)}."

    @property
    def is_changed(self) -> bool:
        """Whether something else is typed than is kept."""
        return self.account != self._kept

    def show_kept(self, account: Account, *, is_fixed: bool, keep_typed: bool = False) -> None:
        """Shows the account in use in place of what is typed, or beside it; ``is_fixed``: it cannot be changed here."""
        before, self._kept = self._kept, account
        texts = ((self.account_id, before.account_id, account.account_id), (self.client_id, before.client_id, account.client_id))
        for field, old, new in texts:
            if not keep_typed or field.text().strip() == old:
                field.setText(new)
        if not keep_typed:
            self.secret.clear()
            self.second_secret.clear()
        kept = "set in the environment" if is_fixed else _KEPT
        self.secret.setPlaceholderText(kept if account.client_secret else "")
        self.second_secret.setPlaceholderText(kept if account.next_client_secret else _SECOND)
        for field in self.all:
            field.setReadOnly(is_fixed)
        self.changed.emit()
