"""The pages: for each a view model, made of what the graph says, and the answer to a request."""
