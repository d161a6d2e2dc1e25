"""SalesTalk: questions in plain words about a company's metrics, answered from stored rows."""
