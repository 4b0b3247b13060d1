"""Whether texts are alike: near duplicates, and stories that several feeds tell; pure."""
