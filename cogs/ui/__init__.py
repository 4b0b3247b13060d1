"""What all cogs share: access checks, channels, buttons and menus, layout, visibility."""
