"""Charts and the screens of figures."""
