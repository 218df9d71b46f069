"""``python -m shushan`` is the same command as ``./shushan``."""

from shushan.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
