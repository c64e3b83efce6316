"""``python -m ascn_kg``: the same as the command ``ascn-kg``."""

from ascn_kg.cli import main

if __name__ == "__main__":
    main()
