"""Email addresses: typed (email.py), said (spoken.py); mailbox.py knows what one may look like."""
