"""When a digest is due: times, days and zone parsed, computed and described; pure."""
