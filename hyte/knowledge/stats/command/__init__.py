"""`hyte stats`: the methods on a file, for analysts and scripts. Needs no database and no settings."""
