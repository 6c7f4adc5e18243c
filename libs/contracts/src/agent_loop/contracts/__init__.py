"""What crosses a process boundary, or the line between training and serving."""
