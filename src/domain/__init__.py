"""The rules of the business, on the standard library alone: no clock, no chance, no input or output."""
