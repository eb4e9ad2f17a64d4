"""Those that are measured against each other, and the means to look at them."""
