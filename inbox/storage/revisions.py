"""Which schemas this version knows. Apart from the schema itself, which takes time to import and is seldom needed."""

SCHEMA_REVISION = "0009"
"""The revision of `migrations` that the tables of `schema` are."""
KNOWN_REVISIONS = frozenset({"0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", SCHEMA_REVISION})
"""Every revision this version can bring up to date; any other is from a newer version."""
