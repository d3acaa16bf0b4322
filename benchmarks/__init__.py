"""Compares the directory with Datasette and with a bare Django (README.md)."""
