"""What a language model adds to pages: sentences on the day, titles in the reader's language."""
