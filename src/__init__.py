"""BosOnline: an order-form commerce engine for Indonesian social sellers."""
