"""The demo business, a make-up studio: data that `frontdesk demo` loads.

knowledge.toml  thirty entries over five languages
"""
