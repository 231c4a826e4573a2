"""Pages of /docs and /redoc: documents and starting scripts; the two viewers come from the package fastapi-offline."""
