"""A release -> `index.html`: one page to look through it in a browser, from the disk, without a network."""
