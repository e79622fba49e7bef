"""What joins the use cases to the world: inbound calls them, outbound serves their ports."""
