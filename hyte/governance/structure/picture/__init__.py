"""The structure picture: plain rows → arrangement → places on the page → SVG. Nothing here reads the database."""
