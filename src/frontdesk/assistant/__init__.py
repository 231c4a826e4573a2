"""One turn of a language model: context, tools, stream, record.

ask.py       what a turn is asked               turn.py    asked, answered, stored
rounds.py    the calls of one turn              writing.py a reply that grows, and who reads along
context.py   what a model gets to read
recollection.py  what of memories     grounds.py trace.py  why a reply says what it says
profiles.py  what it is at each door            local.py   the answer without any model
tools.py     @tool: a typed function            parameters.py  its signature as a schema
toolbox.py   all tools, run within limits       builtin_tools.py ports.py  weather, web, knowledge
repeated.py  a message that is sent again        abandoned.py  what a dead process left
mcp_tools.py tools of MCP servers               mcp_server.py  ours as one
"""
