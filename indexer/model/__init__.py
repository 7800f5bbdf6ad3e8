"""What is true of regulations: values and rules. Standard library only, no I/O, no clock."""
