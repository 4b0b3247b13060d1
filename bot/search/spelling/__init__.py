"""How a query was meant whose words no document has: slips mended, words parted."""
