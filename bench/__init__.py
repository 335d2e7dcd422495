"""What kzlearn costs, always as a ratio to a bare Django page measured in the same run."""
