"""The one query language of filters and searches: lexer, parser, nodes, match; pure."""
