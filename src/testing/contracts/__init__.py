"""What every adapter of a port must do: subclass a contract and give it a `backend` fixture."""
