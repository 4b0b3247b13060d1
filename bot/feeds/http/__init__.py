"""HTTP to feeds' servers: fetch, conditional requests, politeness, the SSRF guard."""
