"""HTTP. The only package that knows FastAPI and status codes.

app.py      create_app(desk)               asgi.py     the outer layer that every request passes
exchange.py one request under way          address.py  who is calling, behind which proxies
errors.py   DeskError -> problem+json      limits.py   token buckets by group of routes
deps.py     Desk, actor, paging            idempotent.py  the first answer, given again
fast.py     JSON routes past the router    shapes.py   types that wire shapes share
headers.py  security headers and CORS      health.py   probes and metrics
logs.py     JSON lines, masked             metrics.py  counters by route template
openapi.py  what routes do not say         docs.py     /docs and /redoc without a foreign host
protocol.py limits of a connection
surfaces/   the documented doors, blind to one another
"""
