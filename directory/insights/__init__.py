"""Figures for everybody: what they count, and what of them may be told."""
