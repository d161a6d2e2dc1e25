"""Checks of what is in the repository: example data, schemas, templates, documents. `salestalk validate` runs them."""
