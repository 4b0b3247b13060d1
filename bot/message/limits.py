"""Discord's limits of messages, commands and names, each once; our own room is elsewhere."""

MAX_CONTENT = 2000
MAX_COMPONENTS = 40  # of a laid-out message; nested ones count
MAX_LAYOUT_TEXT = 4000  # over all texts of a laid-out message
MAX_URL = 2048
MAX_BUTTON_URL = 512
MAX_BUTTONS = 5  # in a row
MAX_OPTIONS = 25  # of a menu, and of what autocompletion offers
MAX_OPTION_TEXT = 100  # of its label, value and description
MAX_THREAD_TITLE = 100
MAX_TAGS = 5  # of a forum's post
MAX_NONCE = 25
MAX_WEBHOOK_NAME = 80
