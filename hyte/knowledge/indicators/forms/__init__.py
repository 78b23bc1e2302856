"""What people write of numbers, parsed and checked: a file for each subject."""
