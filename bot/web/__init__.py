"""What is seen from outside, over HTTP, where LISTEN is set: health, metrics, pages, pushes."""
