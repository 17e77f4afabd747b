"""The interfaces of MPRIS as D-Bus describes them: for tools that ask what can be called."""

_READ = {
    "org.mpris.MediaPlayer2": (
        ("CanQuit", "b"), ("CanRaise", "b"), ("HasTrackList", "b"), ("Identity", "s"), ("DesktopEntry", "s"),
        ("SupportedUriSchemes", "as"), ("SupportedMimeTypes", "as"),
    ),
    "org.mpris.MediaPlayer2.Player": (
        ("PlaybackStatus", "s"), ("MinimumRate", "d"), ("MaximumRate", "d"), ("Metadata", "a{sv}"), ("Position", "x"),
        ("CanGoNext", "b"), ("CanGoPrevious", "b"), ("CanPlay", "b"), ("CanPause", "b"), ("CanSeek", "b"), ("CanControl", "b"),
    ),
}  # fmt: skip
_WRITTEN: dict[str, tuple[tuple[str, str], ...]] = {
    "org.mpris.MediaPlayer2": (),
    "org.mpris.MediaPlayer2.Player": (("Rate", "d"), ("Volume", "d")),
}
_METHODS: dict[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = {
    "org.mpris.MediaPlayer2": (("Raise", ()),),
    "org.mpris.MediaPlayer2.Player": (
        ("Play", ()),
        ("Pause", ()),
        ("PlayPause", ()),
        ("Stop", ()),
        ("Next", ()),
        ("Previous", ()),
        ("Seek", (("Offset", "x"),)),
        ("SetPosition", (("TrackId", "o"), ("Position", "x"))),
    ),
}
_SIGNALS = {
    "org.mpris.MediaPlayer2": "",
    "org.mpris.MediaPlayer2.Player": '<signal name="Seeked"><arg name="Position" type="x"/></signal>',
}
_OTHERS = """
<interface name="org.freedesktop.DBus.Properties">
<method name="Get"><arg name="interface" type="s" direction="in"/><arg name="name" type="s" direction="in"/>
<arg name="value" type="v" direction="out"/></method>
<method name="GetAll"><arg name="interface" type="s" direction="in"/><arg name="all" type="a{sv}" direction="out"/></method>
<method name="Set"><arg name="interface" type="s" direction="in"/><arg name="name" type="s" direction="in"/>
<arg name="value" type="v" direction="in"/></method>
<signal name="PropertiesChanged"><arg name="interface" type="s"/><arg name="changed" type="a{sv}"/>
<arg name="invalidated" type="as"/></signal>
</interface>
<interface name="org.freedesktop.DBus.Introspectable">
<method name="Introspect"><arg name="xml" type="s" direction="out"/></method>
</interface>
<interface name="org.freedesktop.DBus.Peer"><method name="Ping"/></interface>
"""


def _interface(name: str) -> str:
    lines = [f'<interface name="{name}">']
    for method, arguments in _METHODS[name]:
        given = "".join(f'<arg name="{argument}" type="{kind}" direction="in"/>' for argument, kind in arguments)
        lines.append(f'<method name="{method}">{given}</method>')
    lines.append(_SIGNALS[name])
    for access, properties in (("read", _READ[name]), ("readwrite", _WRITTEN[name])):
        lines += [f'<property name="{one}" type="{kind}" access="{access}"/>' for one, kind in properties]
    return "\n".join([*filter(None, lines), "</interface>"])


INTROSPECTION = "\n".join(["<node>", *(_interface(name) for name in _READ), _OTHERS.strip(), "</node>"])
