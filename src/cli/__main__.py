"""`python -m bosonline.cli`: the same as `bosonline`."""

from bosonline.cli import main

if __name__ == "__main__":
    main(prog_name="bosonline")
