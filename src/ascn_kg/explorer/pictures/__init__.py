"""Pictures: what is drawn on the server, and what the scripts draw from a table on the page."""
