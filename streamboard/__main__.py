"""`python -m streamboard`."""

from streamboard.cli.main import main

main()
