"""The opening of a page: sentences on the day by a language model, tied to its articles."""
