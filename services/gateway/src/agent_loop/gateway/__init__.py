"""The way in: REST, SSE and WebSocket behind JWT; routes to the agent and the model server."""
