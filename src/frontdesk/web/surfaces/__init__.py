"""One package per requirement document: paths, status codes and field names, and nothing else."""
