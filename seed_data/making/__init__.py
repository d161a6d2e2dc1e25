"""How the example figures are made: totals written by hand, split into months and slices that add up exactly."""
