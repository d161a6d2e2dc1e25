"""A language model that wishes us ill, and the tests that nothing it says can change a fact."""
