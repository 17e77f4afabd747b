"""What survives a crash: schema, migrations, inbox store, media store, settings, secrets."""
