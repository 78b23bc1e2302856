"""Numbers from elsewhere, brought into the store's shape: Sotkanet, PxWeb, JSON-stat, and an area's own tables.

Each source has one function that gives a `fetched.Fetched`, ready for `store.releases.write_release`:

- `sotkanet.fetch_sotkanet(client, indicators=…)`
- `pxweb.fetch_pxweb(client, address, reading=…)`
- `jsonstat.fetch_jsonstat(client, address, reading=…)`
- `local.read_local(path or rows, …)`

The first three speak through a `fetching.Client` and raise a `faults.SourceFault` where the source is down, refuses or answers
what cannot be read; then nothing is stored and the last release stays in use.
"""
