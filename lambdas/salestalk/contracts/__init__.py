"""The shapes of what is stored, sent and emitted, every constraint enforced. See docs/data-contracts.md."""
