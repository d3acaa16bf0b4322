"""A PostgreSQL of the checkout's own: a Django database backend that starts it on first use (architecture.md).

`programs` finds the server's programs and the account they run under, `users` counts who uses the server,
`server` starts and stops it, and `base` is what settings name as ENGINE.
"""
