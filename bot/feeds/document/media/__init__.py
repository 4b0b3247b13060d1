"""What an entry shows or plays beside its text: pictures and sound."""
