"""Two example tenants: who they are, two fiscal years of their metrics, and a conversation each.

Each tenant has a folder named after its id: `tenant.json`, `definitions.json`, `metrics.csv`, `messages.json`. `loader`
reads them; `generate` (never needed at run time) makes `metrics.csv` from the figures in `making`.
"""
