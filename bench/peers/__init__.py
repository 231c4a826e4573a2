"""What the relay is measured beside, each in a process of its own."""
