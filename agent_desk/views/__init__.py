"""Pixels: one folder per screen, shared controls in widgets/, colours and sizes in theme/. All on the GUI thread."""
