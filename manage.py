#!/usr/bin/env python
from hyte.cli import main

if __name__ == "__main__":
    main()
