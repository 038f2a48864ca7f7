"""The full-screen app: ``app`` starts it, ``screens`` wire ``widgets``, the rest knows none."""
