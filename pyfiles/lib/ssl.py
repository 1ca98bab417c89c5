"""Encrypted sockets, which this version does not have."""
raise ImportError("No module named _ssl")
