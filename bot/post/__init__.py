"""One item, or a group, as a Discord message: looks, templates, forum tags, preview; pure."""
