"""The verbs of the command line, each a module with `HELP`, `add_arguments` and `run`.

`run(arguments, env)` returns the exit code. Settings are read from `env` where a verb needs
them; nothing else reads the environment. The table of verbs is in `bot.__main__`.
"""
