"""Worker processes that parse strangers' documents, limited, killed and replaced."""
