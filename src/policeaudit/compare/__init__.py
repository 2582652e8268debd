"""Two audits held against each other: which findings open, close, get worse, improve, or show no change."""
