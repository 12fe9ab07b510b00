"""What an agent can ask for: one file per intention, and the Qt-free work behind the screens."""
