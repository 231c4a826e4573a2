"""The demo business, a make-up studio: data that `frontdesk demo` loads.

knowledge.toml  twenty entries, each in five languages
"""
