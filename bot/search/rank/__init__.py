"""In which order documents come: BM25, fuzzy words, reranking by text, relevance feedback."""
