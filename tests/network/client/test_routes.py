"""Whether there is a network, as Linux tells it."""

from pathlib import Path

from inbox.network.client.routes import default_routes

IPV4 = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0
wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0
dead0\t00000000\t0101A8C0\t0002\t0\t0\t600\t00000000\t0\t0\t0
"""
ZERO = "0" * 32
IPV6 = f"""{ZERO} 00 {ZERO} 00 fe80000000000000000000000000aaaa 00000400 00000003 00000000 00000003     eth0
{ZERO} 00 {ZERO} 00 {ZERO} ffffffff 00000001 00000000 00200200       lo
{ZERO} 00 {ZERO} 00 {ZERO} ffffffff 00000001 00000000 00000201     eth1
fe800000000000000000000000000000 40 {ZERO} 00 {ZERO} 00000100 00000002 00000000 00000001     eth0
"""


def test_default_routes_are_told_apart_from_local_and_dead_ones(tmp_path: Path) -> None:
    (tmp_path / "4").write_text(IPV4)
    (tmp_path / "6").write_text(IPV6)
    found = default_routes(tmp_path / "4", tmp_path / "6")
    assert found == frozenset({"wlan0 0101A8C0", "eth0 fe80000000000000000000000000aaaa"})


def test_a_computer_without_a_network_has_none(tmp_path: Path) -> None:
    (tmp_path / "4").write_text(IPV4.splitlines()[0] + "\n")
    assert default_routes(tmp_path / "4", tmp_path / "none") == frozenset()


def test_a_system_that_does_not_tell_is_not_taken_for_one_without_a_network(tmp_path: Path) -> None:
    assert default_routes(tmp_path / "none", tmp_path / "none") is None


def test_garbage_is_no_route(tmp_path: Path) -> None:
    (tmp_path / "4").write_bytes(b"a 00000000 x zz 0 0 0 00000000\n\xff\n\n")
    assert default_routes(tmp_path / "4", tmp_path / "none") == frozenset()
