"""Texts and their translations: collecting the texts of the program, and what every catalogue has to fulfil."""
