"""Boscod, who ships parcels by several couriers."""
