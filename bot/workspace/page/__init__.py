"""The page at `/`: hand-written HTML, style and scripts in `static/`, and the few addresses it lives on."""
