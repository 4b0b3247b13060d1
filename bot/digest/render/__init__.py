"""A composed digest as Discord messages, HTML or Markdown, with its pagination; pure."""
