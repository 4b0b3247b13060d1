"""How the documentation is built into a site: `make docs`."""

project = "Gazette"
copyright = "Gazette's authors"  # Sphinx's own name for it
html_title = "Gazette"
language = "en"
extensions = ["myst_parser", "sphinxcontrib.mermaid"]
myst_enable_extensions = ["colon_fence"]
myst_fence_as_directive = ["mermaid"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_show_sphinx = False
# `make docs ARGS="-b linkcheck"` asks the addresses; the build itself asks nobody.
linkcheck_ignore = [r"http://(127\.0\.0\.1|localhost)", r"https?://[\w.-]*\.?example(\.org)?"]
