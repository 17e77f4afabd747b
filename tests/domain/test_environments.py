"""Which of Bandwidth's environments two addresses belong to."""

import pytest

from inbox.domain.environments import ADDRESSES, Environment, environment_of
from inbox.domain.identifiers import base_address_problem
from inbox.storage.settings.settings import Settings


def test_the_defaults_are_production() -> None:
    assert environment_of(Settings().voice_url, Settings().token_url) is Environment.PRODUCTION


@pytest.mark.parametrize("environment", list(ADDRESSES))
def test_known_addresses_are_known_again_and_may_be_given_credentials(environment: Environment) -> None:
    voice_url, token_url = ADDRESSES[environment]
    assert environment_of(voice_url + "/", token_url) is environment
    assert base_address_problem(voice_url) is base_address_problem(token_url) is None


def test_a_mixture_is_nobodys() -> None:
    production, test = ADDRESSES[Environment.PRODUCTION], ADDRESSES[Environment.TEST]
    assert environment_of(production[0], test[1]) is Environment.OWN
    assert environment_of("http://127.0.0.1:8026/api/v2", production[1]) is Environment.OWN
