"""One folder a language. A sixth language is a sixth folder (docs/dev/add-a-language.md).

<code>/texts/<section>.toml   every sentence that a customer can see; all languages have the same keys
<code>/words/<topic>.toml     what the understanding knows of the language: numbers, months, yes and no …
"""
