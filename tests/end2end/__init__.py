"""Whole stories, as a person or a script lives them: the real window, the real command, real servers."""
