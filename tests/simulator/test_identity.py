"""Ids carry what they name, look as Bandwidth's do, and are known again by nobody but us."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.identifiers import is_id
from inbox.domain.media_format import MediaFormat
from inbox.simulator.clips import CLIPS
from inbox.simulator.identity import Identity, IdKind, id_of, identity_of
from inbox.simulator.scenario import Scenario

_ACCOUNT = "5555555"
_MOMENTS = st.integers(0, 4_000_000_000_000).map(lambda count: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count))
_IDENTITIES = st.builds(
    Identity,
    scenario=st.sampled_from(Scenario),
    made_at=_MOMENTS,
    serial=st.integers(0, 2**24 - 1),
    nonce=st.integers(0, 2**16 - 1),
    index=st.integers(0, 255),
    clip=st.integers(0, len(CLIPS) - 1),
    file_format=st.sampled_from(MediaFormat),
    placeholder_sizes=st.booleans(),
    loops=st.integers(1, 256),
)


@given(_IDENTITIES)
def test_a_recording_is_read_back_from_its_id(identity: Identity) -> None:
    assert identity_of(IdKind.RECORDING, id_of(IdKind.RECORDING, identity, _ACCOUNT), _ACCOUNT) == identity


@given(_IDENTITIES, st.sampled_from([IdKind.CONFERENCE, IdKind.CALL]))
def test_recordings_of_one_conference_name_one_conference(identity: Identity, kind: IdKind) -> None:
    text = id_of(kind, identity, _ACCOUNT)
    assert text == id_of(kind, identity.whole, _ACCOUNT)
    assert identity_of(kind, text, _ACCOUNT) == identity.whole


@given(_IDENTITIES)
def test_ids_have_the_form_and_length_of_bandwidths(identity: Identity) -> None:
    lengths = {kind: len(id_of(kind, identity, _ACCOUNT)) for kind in IdKind}
    assert lengths == {IdKind.CONFERENCE: 50, IdKind.RECORDING: 47, IdKind.CALL: 47}
    assert all(is_id(id_of(kind, identity, _ACCOUNT)) for kind in IdKind)


@given(_IDENTITIES, st.integers(2, 46), st.sampled_from("0123456789abcdef"))
def test_an_id_with_one_digit_changed_is_foreign(identity: Identity, at: int, digit: str) -> None:
    text = id_of(IdKind.RECORDING, identity, _ACCOUNT)
    changed = text[:at] + digit + text[at + 1 :]
    assert changed == text or identity_of(IdKind.RECORDING, changed, _ACCOUNT) is None


@given(_IDENTITIES)
def test_ids_of_one_kind_or_account_are_foreign_to_another(identity: Identity) -> None:
    recording = id_of(IdKind.RECORDING, identity, _ACCOUNT)
    assert identity_of(IdKind.RECORDING, recording, "5555556") is None
    assert identity_of(IdKind.CONFERENCE, "conf-" + recording.removeprefix("r-"), _ACCOUNT) is None


@pytest.mark.parametrize(
    "text",
    [
        "r-115da407-e3d9-4ea7-889f-5f4ad7386a80",
        "r-115da407-115da407-e3d9-4ea7-889f-5f4ad7386a80",
        "r-115DA407-115DA407-E3D9-4EA7-889F-5F4AD7386A80",
        "r-",
        "",
        "r-115da407-115da407-e3d9-4ea7-889f-5f4ad7386a8٠",
        "r-115da407-115da407-e3d9-4ea7-889f-5f4ad7386a80\n",
    ],
)
def test_ids_that_were_never_given_out_are_foreign(text: str) -> None:
    assert identity_of(IdKind.RECORDING, text, _ACCOUNT) is None


def test_the_conference_of_the_documentations_example_is_foreign() -> None:
    assert identity_of(IdKind.CONFERENCE, "conf-95ac90b3-ac6cd003-85e4-466f-b2e2-3fc5462c5d0d", _ACCOUNT) is None
