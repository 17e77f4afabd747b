"""How a database of an earlier version becomes today's; run by `inbox.storage.migration` through Alembic."""
