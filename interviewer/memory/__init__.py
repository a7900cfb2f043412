"""What the saved answers tell when they are put beside one another: attempts, trends, comparisons."""
