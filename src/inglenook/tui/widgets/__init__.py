"""Widgets of Inglenook's own: they paint and scroll; what they show is worked out below them."""
