"""A simulated conference: all of it follows from its identity and the account."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from inbox.domain.times import iso_z
from inbox.simulator.clips import CLIPS
from inbox.simulator.identity import Identity, IdKind, id_of, identity_of
from inbox.simulator.scenario import Scenario


@dataclass(frozen=True)
class SimulatedConference:
    """One conference; ``identity`` is that of the whole (`Identity.whole`)."""

    account_id: str
    identity: Identity

    @classmethod
    def from_id(cls, account_id: str, conference_id: str) -> "SimulatedConference | None":
        """The conference of that id; None when the id is foreign to the simulation of this account."""
        identity = identity_of(IdKind.CONFERENCE, conference_id, account_id)
        return None if identity is None or identity.scenario is Scenario.CALL else cls(account_id, identity)

    @cached_property
    def conference_id(self) -> str:
        """``conf-…``."""
        return id_of(IdKind.CONFERENCE, self.identity, self.account_id)

    @property
    def name(self) -> str:
        """The text of its ``<Conference>`` verb; reused over time."""
        return self._words[0]

    @property
    def tag(self) -> str | None:
        """Its tag; about a quarter have none."""
        return self._words[1]

    @cached_property
    def created_at(self) -> datetime:
        """When it began: some seconds before its first recording did."""
        recorded = CLIPS[self.identity.clip].seconds * self.identity.loops
        before = 3 + chance(self.conference_id, 0, 40)
        made_at = self.identity.made_at - timedelta(milliseconds=round(recorded * 1000))
        return made_at - timedelta(seconds=before)

    def resource(self, completed_at: datetime | None) -> dict[str, Any]:
        """What REST says of it."""
        found = {"id": self.conference_id, "name": self.name, "createdTime": iso_z(self.created_at)}
        if completed_at is not None:
            found["completedTime"] = iso_z(completed_at)
        return {**found, "conferenceEventUrl": None, "conferenceEventMethod": "POST", "tag": self.tag}

    @property
    def _words(self) -> tuple[str, str | None]:
        fitting = CLIPS[self.identity.clip].conferences
        return fitting[chance(self.conference_id, 1, len(fitting))]


def chance(text: str, which: int, below: int) -> int:
    """A number from 0 up to ``below`` (at most 256) that looks like chance and follows from ``text``; ``which`` is 0 to 15."""
    return hashlib.blake2b(text.encode(), digest_size=16, person=b"simulated luck").digest()[which] % below
