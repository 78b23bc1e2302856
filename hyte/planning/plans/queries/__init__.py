"""What pages, gaps and files read of plans."""
