"""One turn of a language model: context, tools, stream, record."""
