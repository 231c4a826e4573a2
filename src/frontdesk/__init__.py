"""Frontdesk: the AI front desk of a small business, in one self-hosted server."""

__version__ = "0.1.0"
