"""Shipping: prices of couriers, parcels that are booked with them, and where these are."""

from dataclasses import dataclass

from bosonline.application.shipping.areas import Areas, BrowseAreas, ImportCourierAreas, KnowCourierAreas
from bosonline.application.shipping.flat import FlatCouriers
from bosonline.application.shipping.pickup import Pickup
from bosonline.application.shipping.rates import (
    AskEstimate,
    AskRates,
    ListCouriers,
    Offer,
    Offers,
    PlanJourney,
    RatesAsked,
    WarehouseNeeded,
)

__all__ = [
    "Areas",
    "AskEstimate",
    "AskRates",
    "BrowseAreas",
    "FlatCouriers",
    "ImportCourierAreas",
    "KnowCourierAreas",
    "ListCouriers",
    "Offer",
    "Offers",
    "Pickup",
    "PlanJourney",
    "RatesAsked",
    "Shipping",
    "WarehouseNeeded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    """Prices and areas of couriers."""

    ask: AskRates
    estimate: AskEstimate
    list_couriers: ListCouriers
    areas: Areas
