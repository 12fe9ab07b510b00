"""The local store: SQLite in WAL, one writer, one file per noun with its SQL beside its use."""
