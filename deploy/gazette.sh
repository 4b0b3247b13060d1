#!/bin/sh
# The command `gazette` of the image: the application's folder, and nothing of where it is called.
PYTHONPATH=/opt/gazette/app exec /opt/gazette/bin/python -P -m bot "$@"
