"""Text, pure and deterministic: words, languages, sentences, summaries. No I/O."""
