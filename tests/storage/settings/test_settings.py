import stat

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import Settings, load_settings, save_settings, unknown_keys


@pytest.fixture
def folder(folder: DataFolder) -> DataFolder:
    folder.prepare()
    return folder


def load(folder: DataFolder, text: str | None = None, environ: dict[str, str] | None = None, **options: str | None) -> Settings:
    if text is not None:
        folder.settings.write_text(text)
    return load_settings(folder, options, environ or {})


def test_without_a_file_the_defaults_hold(folder: DataFolder) -> None:
    settings = load(folder)
    assert settings == Settings()
    assert (settings.host, settings.port, settings.path) == ("127.0.0.1", 8025, "/")
    assert settings.voice_url == "https://voice.bandwidth.com/api/v2"
    assert settings.token_url == "https://api.bandwidth.com/api/v1/oauth2/token"


def test_options_win_over_the_environment_and_that_over_the_file(folder: DataFolder) -> None:
    file, environ = (
        'listen = "127.0.0.1:1"\nstore = "sqlite:///file"',
        {"INBOX_LISTEN": "127.0.0.1:2", "INBOX_STORE": "sqlite:///env"},
    )
    assert load(folder, file).port == 1
    assert load(folder, file, environ).port == 2
    assert load(folder, file, environ, listen="127.0.0.1:3", store=None).port == 3
    assert load(folder, file, environ, listen=None).store == "sqlite:///env"
    assert load(folder, file, {"INBOX_LISTEN": ""}).port == 1


@pytest.mark.parametrize(
    ("listen", "host", "port"),
    [
        ("127.0.0.1:0", "127.0.0.1", 0),
        ("[::1]:65535", "::1", 65535),
        ("localhost:80", "localhost", 80),
        ("0.0.0.0:8025", "0.0.0.0", 8025),
    ],
)
def test_an_address_to_listen_on(folder: DataFolder, listen: str, host: str, port: int) -> None:
    settings = load(folder, listen=listen)
    assert (settings.host, settings.port) == (host, port)


@pytest.mark.parametrize(
    "listen", ["", ":8025", "8025", "127.0.0.1", "127.0.0.1:65536", "::1:8025", "a b:1", "h:-1", "h:1x", "http://h:1"]
)
def test_a_wrong_address_is_a_sentence_that_names_its_place(folder: DataFolder, listen: str) -> None:
    with pytest.raises(StorageProblem, match=r"The option --listen is .+; expected is HOST:PORT"):
        load(folder, listen=listen)
    if listen:
        with pytest.raises(StorageProblem, match=r"environment variable INBOX_LISTEN is .+; expected is HOST:PORT"):
            load(folder, environ={"INBOX_LISTEN": listen})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("listen = 8025", "HOST:PORT"),
        ('path = "hook"', "starts with /"),
        ('path = "/a?b"', "starts with /"),
        ('path = "/ümlaut"', "is '/ümlaut', with 'ü' in it; expected is a path that starts with / and is of letters from a to z"),
        ('voice_url = "http://voice.bandwidth.com"', "plain http is allowed for this computer"),
        ('token_url = "https://user:pw@api"', "must not contain a user name"),
        ("store = 1", "address of a store"),
        ('download_automatically = "yes"', "true or false"),
        ("click_plays = 1", "true or false"),
        ("parallel_downloads = 0", "whole number from 1 to 16"),
        ("parallel_downloads = true", "whole number from 1 to 16"),
        ("parallel_downloads = 2.5", "whole number from 1 to 16"),
        ('theme = "blue"', "“system”, “light” or “dark”"),
        ("volume = 1.5", "number from 0 to 1"),
        ("volume = nan", "number from 0 to 1"),
        ("playback_rate = [1]", "number from 0.25 to 4"),
        ('public_address = "ftp://x"', "starts with https:// or http://"),
        ('public_address = "https://[x"', "starts with https:// or http://"),
    ],
)
def test_a_wrong_value_is_a_sentence_with_file_key_and_what_is_expected(folder: DataFolder, line: str, expected: str) -> None:
    with pytest.raises(StorageProblem) as caught:
        load(folder, f"# mine\n{line}\n")
    sentence = str(caught.value)
    assert str(folder.settings) in sentence
    assert f"“{line.partition(' ')[0]}”" in sentence
    assert expected in sentence


@pytest.mark.parametrize("content", [b"volume = = 1\n", b"\xff\xfe", b"volume 1", b"x = " + b"[" * 5000])
def test_a_file_that_is_not_toml_is_a_sentence_and_stays(folder: DataFolder, content: bytes) -> None:
    folder.settings.write_bytes(content)
    for attempt in (lambda: load(folder), lambda: save_settings(folder, {"volume": 0.5})):
        with pytest.raises(StorageProblem, match=r"is not (TOML|UTF-8)"):
            attempt()
    assert folder.settings.read_bytes() == content


def test_a_mistake_in_the_file_is_told_with_its_line(folder: DataFolder) -> None:
    with pytest.raises(StorageProblem, match="line 3"):
        load(folder, "# one\nvolume = 0.5\ntheme = \n")


def test_keys_of_another_version_are_left_alone(folder: DataFolder) -> None:
    assert load(folder, 'colour_of_the_sky = "blue"\nvolume = 1').volume == 1.0
    assert unknown_keys(folder) == ["colour_of_the_sky"]


@pytest.mark.parametrize(("given", "missing"), [("tls_certificate", "tls_key"), ("tls_key", "tls_certificate")])
def test_half_of_what_tls_needs_never_means_plain_http(folder: DataFolder, given: str, missing: str) -> None:
    with pytest.raises(StorageProblem, match=f"sets “{given}” without “{missing}”"):
        load(folder, f'{given} = "/some/file.pem"\n{missing} = ""\n')


def test_addresses_for_this_computer_come_from_the_environment(folder: DataFolder) -> None:
    settings = load(folder, environ={"INBOX_VOICE_URL": "http://127.0.0.1:9/api", "INBOX_TOKEN_URL": "http://[::1]:9/token"})
    assert (settings.voice_url, settings.token_url) == ("http://127.0.0.1:9/api", "http://[::1]:9/token")
    with pytest.raises(StorageProblem, match="INBOX_VOICE_URL"):
        load(folder, environ={"INBOX_VOICE_URL": "file:///etc"})


def test_the_webhooks_password_comes_from_the_environment_and_is_not_shown(folder: DataFolder) -> None:
    settings = load(folder, environ={"INBOX_WEBHOOK_USERNAME": "bandwidth", "INBOX_WEBHOOK_PASSWORD": "geheim"})
    assert (settings.webhook_username, settings.webhook_password) == ("bandwidth", "geheim")
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize("one", ["INBOX_WEBHOOK_USERNAME", "INBOX_WEBHOOK_PASSWORD"])
def test_half_of_the_webhooks_credentials_is_a_sentence(folder: DataFolder, one: str) -> None:
    with pytest.raises(StorageProblem, match="Only one of INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD"):
        load(folder, environ={one: "geheim"})


@pytest.mark.parametrize("key", ["webhook_username", "webhook_password", "client_secret", "password"])
def test_a_secret_in_the_file_is_refused_without_being_repeated(folder: DataFolder, key: str) -> None:
    with pytest.raises(StorageProblem, match=key) as caught:
        load(folder, f'{key} = "geheim"')
    assert "geheim" not in str(caught.value)
    folder.settings.unlink()
    with pytest.raises(StorageProblem, match=key) as caught:
        save_settings(folder, {key: "geheim"})
    assert "geheim" not in str(caught.value)
    assert not folder.settings.exists()


def test_saving_keeps_the_persons_comments_and_other_keys(folder: DataFolder) -> None:
    folder.settings.write_text("# my own words\nvolume = 0.5 # loud enough\nunknown = [1, 2]\n\n[table]\nx = 1\n")
    save_settings(folder, {"volume": 0.25, "theme": "dark", "public_address": "https://x.example/hook"})
    text = folder.settings.read_text()
    for kept in ("# my own words\n", "volume = 0.25 # loud enough\n", "unknown = [1, 2]\n", "[table]\nx = 1\n"):
        assert kept in text
    settings = load(folder)
    assert (settings.volume, settings.theme, settings.public_address) == (0.25, "dark", "https://x.example/hook")
    assert stat.S_IMODE(folder.settings.stat().st_mode) == 0o600
    assert [path.name for path in folder.root.iterdir() if "settings" in path.name] == ["settings.toml"]


def test_saving_host_or_port_changes_the_address(folder: DataFolder) -> None:
    save_settings(folder, {"port": 9000})
    assert (load(folder).host, load(folder).port) == ("127.0.0.1", 9000)
    save_settings(folder, {"host": "::1"})
    assert (load(folder).host, load(folder).port) == ("::1", 9000)
    with pytest.raises(StorageProblem, match="expected is HOST:PORT"):
        save_settings(folder, {"port": 70_000})


@pytest.mark.parametrize("changes", [{"volume": 2}, {"volume": 0.5, "theme": "blue"}, {"no_such_setting": 1}])
def test_a_wrong_change_changes_nothing(folder: DataFolder, changes: dict[str, object]) -> None:
    folder.settings.write_text("volume = 0.5\n")
    with pytest.raises(StorageProblem):
        save_settings(folder, changes)
    assert folder.settings.read_text() == "volume = 0.5\n"


def test_settings_that_cannot_be_written_are_a_sentence(folder: DataFolder) -> None:
    folder.settings.mkdir()
    with pytest.raises(StorageProblem, match="cannot be read"):
        save_settings(folder, {"volume": 0.5})


@pytest.mark.parametrize(("key", "value"), [("journal_days", -1), ("journal_megabytes", 9), ("journal_megabytes", True)])
def test_limits_of_the_journal_that_make_no_sense_are_refused(folder: DataFolder, key: str, value: object) -> None:
    with pytest.raises(StorageProblem, match=f"The setting “{key}”"):
        save_settings(folder, {key: value})


def test_the_journal_may_be_kept_for_ever(folder: DataFolder) -> None:
    folder.prepare()
    save_settings(folder, {"journal_days": 0, "journal_megabytes": 0})
    settings = load_settings(folder, {}, {})
    assert (settings.journal_days, settings.journal_megabytes) == (0, 0)


@pytest.mark.parametrize("key", ["voice_url", "token_url", "public_address"])
def test_credentials_in_an_address_are_refused_and_not_repeated(folder: DataFolder, key: str) -> None:
    with pytest.raises(StorageProblem) as caught:
        load(folder, f'{key} = "https://ann:sekr@t@bandwidth.example/api"\n')
    assert "sekr" not in str(caught.value)
    assert "bandwidth.example" in str(caught.value)
