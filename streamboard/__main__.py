"""`python -m streamboard`."""

from streamboard.cli import main

main()
