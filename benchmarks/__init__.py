"""What the product costs, measured beside a raw floor and beside what one would write first."""
