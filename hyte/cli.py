"""The `hyte` command: Django's management commands under the product's own name."""

import os
import sys


def main() -> None:
    """Run a management command; what follows `hyte` is its name and arguments. `stats` needs no settings or database."""
    words = list(sys.argv)
    if words[1:2] == ["stats"]:
        from hyte.knowledge.stats.command.run import main as stats

        sys.exit(stats(words[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hyte.settings")
    from hyte.command_line import run

    if len(words) > 1 and not words[1].startswith("-"):
        words[1] = words[1].replace("-", "_")  # a command is typed verify-audit and lives in verify_audit.py
    run(words)


if __name__ == "__main__":
    main()
