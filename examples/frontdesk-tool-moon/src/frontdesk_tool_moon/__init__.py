"""A tool for the assistant of Frontdesk: how the moon stands."""
