"""From figures to a table: rows, targets, statistics, output."""
