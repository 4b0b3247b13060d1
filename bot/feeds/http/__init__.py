"""HTTP to feeds' servers: fetch, redirects, conditional requests, politeness, the SSRF guard."""
