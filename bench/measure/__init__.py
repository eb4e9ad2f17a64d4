"""The measurements. Each yields what one run has found: the row, the contender, the figure in the row's unit."""
