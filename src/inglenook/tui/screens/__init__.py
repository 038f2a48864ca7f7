"""The screens: the one with the stories and the page, and the help over it."""
