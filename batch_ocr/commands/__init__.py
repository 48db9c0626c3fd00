"""What each command of the program does, between the parsed settings and the exit code."""
