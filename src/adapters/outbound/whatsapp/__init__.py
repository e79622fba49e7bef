"""WhatsApp: links to press, and gateways that send."""
