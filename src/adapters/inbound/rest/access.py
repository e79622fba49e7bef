"""Who may call what: every operation of the API, once. Registering an operation that is not listed here fails."""

from dataclasses import dataclass
from enum import Enum

from bosonline.domain.identity import Action, Module, Right

_READ, _CREATE, _UPDATE, _DELETE = Action.READ, Action.CREATE, Action.UPDATE, Action.DELETE


class Open(Enum):
    """Access that takes no right."""

    PUBLIC = "public"
    """Anybody; no token is looked at."""
    SIGNED_IN = "signed-in"
    """Anybody who is signed in, with or without a store."""
    MEMBER = "member"
    """Everybody who owns or serves a store."""
    ADMIN = "admin"
    """The owner and the admins of a store, whatever others were granted; no API key."""
    PLATFORM = "platform"
    """The platform's admins alone."""


Access = Open | Right
"""Openness, or the right that a member needs."""

ACCESS: dict[str, Access] = {
    "POST /auth/register": Open.PUBLIC,
    "POST /auth/login": Open.PUBLIC,
    "POST /auth/refresh": Open.PUBLIC,
    "POST /auth/logout": Open.SIGNED_IN,
    "GET /auth/sessions": Open.SIGNED_IN,
    "DELETE /auth/sessions/{id}": Open.SIGNED_IN,
    "GET /auth/login-attempts": Open.SIGNED_IN,
    "POST /auth/verify-email": Open.PUBLIC,
    "PUT /auth/password": Open.SIGNED_IN,
    "POST /boscod/reset-password": Open.PUBLIC,
    "POST /boscod/reset-password/confirm": Open.PUBLIC,
    "GET /boscod/ongkir": (Module.ORDER, _READ),
    "GET /boscod/ongkir/stream": (Module.ORDER, _READ),
    "GET /boscod/wilayah/provinces": Open.MEMBER,
    "GET /boscod/wilayah/cities/{province_id}": Open.MEMBER,
    "GET /boscod/wilayah/districts/{city_id}": Open.MEMBER,
    "GET /boscod/wilayah/search": Open.MEMBER,
    "GET /profile/me": Open.SIGNED_IN,
    "GET /profile": Open.SIGNED_IN,
    "PUT /profile": Open.SIGNED_IN,
    "POST /profile/data-deletion": Open.SIGNED_IN,
    "GET /profile/data-deletion": Open.SIGNED_IN,
    "DELETE /profile/data-deletion": Open.SIGNED_IN,
    "POST /store/customers/data-deletion": (Module.STORE, _DELETE),
    "POST /store/customers/data-export": (Module.STORE, _DELETE),
    "POST /store/onboarding": Open.SIGNED_IN,
    "GET /store/onboarding": Open.SIGNED_IN,
    "GET /store": Open.MEMBER,
    "PUT /store": (Module.STORE, _UPDATE),
    "GET /store/check-subdomain": Open.SIGNED_IN,
    "PUT /store/subdomain": (Module.STORE, _UPDATE),
    "GET /store/subdomains": (Module.STORE, _READ),
    "POST /store/subdomains": (Module.STORE, _CREATE),
    "POST /store/subdomains/{id}/verify": (Module.STORE, _UPDATE),
    "PATCH /store/subdomains/{id}/default": (Module.STORE, _UPDATE),
    "GET /store/region": Open.SIGNED_IN,
    "GET /store/warehouses": (Module.WAREHOUSE, _READ),
    "GET /boscod/warehouses": (Module.WAREHOUSE, _READ),
    "POST /boscod/warehouses": (Module.WAREHOUSE, _CREATE),
    "GET /profile/warehouses": (Module.WAREHOUSE, _READ),
    "POST /profile/warehouses": (Module.WAREHOUSE, _CREATE),
    "PUT /profile/warehouses/{id}": (Module.WAREHOUSE, _UPDATE),
    "DELETE /profile/warehouses/{id}": (Module.WAREHOUSE, _DELETE),
    "PATCH /profile/warehouses/{id}/default": (Module.WAREHOUSE, _UPDATE),
    "POST /store/products": (Module.PRODUCT, _CREATE),
    "POST /store/products/images": (Module.PRODUCT, _CREATE),
    "GET /store/products": (Module.PRODUCT, _READ),
    "GET /store/products/{id}": (Module.PRODUCT, _READ),
    "GET /store/products/{id}/variants": (Module.PRODUCT, _READ),
    "GET /store/inventory": (Module.PRODUCT, _READ),
    "PUT /store/inventory": (Module.PRODUCT, _UPDATE),
    "POST /store/products/import": (Module.PRODUCT, _UPDATE),
    "POST /store/products/download": (Module.PRODUCT, _READ),
    "POST /store/products/variants/download": (Module.PRODUCT, _READ),
    "POST /store/inventory/download": (Module.PRODUCT, _READ),
    "GET /store/products/{id}/edit": (Module.PRODUCT, _READ),
    "PUT /store/products/{id}": (Module.PRODUCT, _UPDATE),
    "DELETE /store/products/{id}": (Module.PRODUCT, _DELETE),
    "PATCH /store/products/{id}/status": (Module.PRODUCT, _UPDATE),
    "PUT /store/products/{id}/variants/{sku}": (Module.PRODUCT, _UPDATE),
    "PATCH /store/products/{id}/variants/{sku}/status": (Module.PRODUCT, _UPDATE),
    "POST /store/products/{id}/restore": (Module.PRODUCT, _UPDATE),
    "POST /store/products/{id}/duplicate": (Module.PRODUCT, _CREATE),
    "POST /store/products/dummy": (Module.PRODUCT, _CREATE),
    "GET /store/products/check-sku": (Module.PRODUCT, _READ),
    "GET /store/products/variants/check-sku": (Module.PRODUCT, _READ),
    "GET /store/categories": (Module.PRODUCT, _READ),
    "POST /store/categories": (Module.PRODUCT, _CREATE),
    "PUT /store/categories/{id}": (Module.PRODUCT, _UPDATE),
    "DELETE /store/categories/{id}": (Module.PRODUCT, _DELETE),
    "POST /admin/categories": Open.PLATFORM,
    "GET /admin/stores": Open.PLATFORM,
    "POST /admin/stores/{id}/suspend": Open.PLATFORM,
    "POST /admin/stores/{id}/restore": Open.PLATFORM,
    "GET /store/tips": Open.MEMBER,
    "GET /store/announcements": Open.MEMBER,
    "PUT /store/announcements/{id}/read": Open.MEMBER,
    "POST /admin/announcements": Open.PLATFORM,
    "PUT /admin/announcements/{id}": Open.PLATFORM,
    "DELETE /admin/announcements/{id}": Open.PLATFORM,
    "POST /admin/tips": Open.PLATFORM,
    "PUT /admin/tips/{id}": Open.PLATFORM,
    "DELETE /admin/tips/{id}": Open.PLATFORM,
    "POST /store/forms": (Module.FORM, _CREATE),
    "GET /store/forms": (Module.FORM, _READ),
    "GET /store/forms/{id}": (Module.FORM, _READ),
    "PUT /store/forms/{id}": (Module.FORM, _UPDATE),
    "PATCH /store/forms/{id}/status": (Module.FORM, _UPDATE),
    "GET /store/order/checkout/{slug}": Open.PUBLIC,
    "GET /store/order/checkout/{slug}/regions": Open.PUBLIC,
    "GET /store/order/qris/{secret}": Open.PUBLIC,
    "GET /store/order/public/{secret}": Open.PUBLIC,
    "DELETE /store/forms/{id}": (Module.FORM, _DELETE),
    "POST /store/forms/{id}/duplicate": (Module.FORM, _CREATE),
    "POST /store/forms/duplicate": (Module.FORM, _CREATE),
    "POST /store/forms/download": (Module.FORM, _READ),
    "POST /store/forms/{id}/success-page": (Module.FORM, _UPDATE),
    "PUT /store/forms/{id}/success-page": (Module.FORM, _UPDATE),
    "GET /store/forms/{id}/success-page": (Module.FORM, _READ),
    "POST /store/order/checkout": Open.PUBLIC,
    "GET /store/order/checkout/{slug}/rates": Open.PUBLIC,
    "GET /store/order/checkout/{slug}/rates/stream": Open.PUBLIC,
    "GET /store/order/couriers": (Module.ORDER, _READ),
    "GET /store/order/estimation-rates": (Module.ORDER, _READ),
    "POST /store/order/abandoned": Open.PUBLIC,
    "PUT /store/order/abandoned/{token}": Open.PUBLIC,
    "GET /store/order": (Module.ORDER, _READ),
    "POST /store/order": (Module.ORDER, _CREATE),
    "POST /store/order/import": (Module.ORDER, _CREATE),
    "GET /store/order/{invoice}": (Module.ORDER, _READ),
    "GET /store/order/recap": (Module.ORDER, _READ),
    "GET /store/recap/cs": (Module.REPORT, _READ),
    "POST /store/order/print": (Module.ORDER, _READ),
    "POST /store/order/download": (Module.ORDER, _READ),
    "POST /store/order/abandoned/download": (Module.ORDER, _READ),
    "POST /store/order/items/download": (Module.ORDER, _READ),
    "PATCH /store/order/status": (Module.ORDER, _UPDATE),
    "PUT /store/order/status": (Module.ORDER, _UPDATE),
    "PUT /store/order/cs": (Module.ORDER, _UPDATE),
    "POST /store/order/notes": (Module.ORDER, _UPDATE),
    "PUT /store/order/quarantine": (Module.ORDER, _UPDATE),
    "GET /store/order/validate-wa": (Module.ORDER, _READ),
    "GET /store/blocklist": (Module.ORDER, _READ),
    "POST /store/blocklist": (Module.ORDER, _UPDATE),
    "DELETE /store/blocklist/{id}": (Module.ORDER, _UPDATE),
    "PUT /store/order/courier": (Module.ORDER, _UPDATE),
    "PUT /store/order/customer": (Module.ORDER, _UPDATE),
    "PUT /store/order/another-fee": (Module.ORDER, _UPDATE),
    "PATCH /store/order/payment-method": (Module.ORDER, _UPDATE),
    "PUT /store/order/payment-method": (Module.ORDER, _UPDATE),
    "POST /store/order/public/{secret}/proof": Open.PUBLIC,
    "GET /store/order/{invoice}/proofs/{number}": (Module.ORDER, _UPDATE),
    "POST /store/order/confirm-payment": (Module.ORDER, _UPDATE),
    "PUT /store/order/confirm-payment": (Module.ORDER, _UPDATE),
    "GET /boscod/tracking/{order_no}": (Module.ORDER, _UPDATE),
    "GET /store/order/shipment": (Module.ORDER, _UPDATE),
    "PATCH /store/order/shipment": (Module.ORDER, _UPDATE),
    "POST /webhooks/boscod/{store}/{secret}": Open.PUBLIC,
    "POST /boscod/orders": (Module.ORDER, _UPDATE),
    "POST /boscod/orders/cancel": (Module.ORDER, _UPDATE),
    "POST /store/order/cod-remitted": (Module.ORDER, _UPDATE),
    "POST /store/order/refund": (Module.ORDER, _UPDATE),
    "POST /store/order/late-payment": (Module.ORDER, _UPDATE),
    "POST /store/order/follow-up": (Module.ORDER, _UPDATE),
    "GET /store/order/follow-up-attempts": (Module.ORDER, _READ),
    "GET /store/order/follow-up-templates": (Module.ORDER, _READ),
    "PUT /store/order/follow-up-templates": (Module.STORE, _UPDATE),
    "GET /store/order/follow-up-schedule": (Module.ORDER, _READ),
    "PUT /store/order/follow-up-schedule": (Module.STORE, _UPDATE),
    "PUT /store/order/follow-up-outcome": (Module.ORDER, _UPDATE),
    "PUT /store/order/opt-out": (Module.ORDER, _UPDATE),
    "GET /store/vouchers": (Module.VOUCHER, _READ),
    "POST /store/vouchers": (Module.VOUCHER, _CREATE),
    "GET /store/vouchers/{code}": (Module.VOUCHER, _READ),
    "GET /store/vouchers/checkout": Open.PUBLIC,
    "POST /store/vouchers/apply": Open.PUBLIC,
    "PUT /store/vouchers/{code}": (Module.VOUCHER, _UPDATE),
    "DELETE /store/vouchers/{code}": (Module.VOUCHER, _DELETE),
    "PATCH /store/vouchers/{code}/status": (Module.VOUCHER, _UPDATE),
    "GET /store/staff": (Module.STAFF, _READ),
    "GET /store/staff/modules": (Module.STAFF, _READ),
    "POST /store/staff": (Module.STAFF, _CREATE),
    "PUT /store/staff/{id}": (Module.STAFF, _UPDATE),
    "PATCH /store/staff/{id}/status": (Module.STAFF, _UPDATE),
    "DELETE /store/staff/{id}": (Module.STAFF, _DELETE),
    "GET /store/api-keys": (Module.STAFF, _READ),
    "POST /store/api-keys": (Module.STAFF, _CREATE),
    "DELETE /store/api-keys/{id}": (Module.STAFF, _DELETE),
    "GET /store/audit-log": (Module.STAFF, _READ),
    "GET /store/integrations": Open.ADMIN,
    "PUT /store/integrations/{party}": Open.ADMIN,
    "GET /store/jobs": Open.MEMBER,
    "GET /store/jobs/{id}": Open.MEMBER,
    "GET /store/banks": Open.MEMBER,
    "GET /store/rekening": (Module.BANK_ACCOUNT, _READ),
    "POST /store/rekening": (Module.BANK_ACCOUNT, _CREATE),
    "GET /store/rekening/{id}": (Module.BANK_ACCOUNT, _READ),
    "PUT /store/rekening/{id}": (Module.BANK_ACCOUNT, _UPDATE),
    "DELETE /store/rekening/{id}": (Module.BANK_ACCOUNT, _DELETE),
    "PATCH /store/rekening/{id}/status": (Module.BANK_ACCOUNT, _UPDATE),
}


FOR_PERSONS = frozenset(
    (
        "POST /store/staff",
        "PUT /store/staff/{id}",
        "PATCH /store/staff/{id}/status",
        "DELETE /store/staff/{id}",
        "POST /store/api-keys",
        "DELETE /store/api-keys/{id}",
    )
)
"""Operations that take a right and yet no API key: a key that leaks must not be able to hand out access."""


def takes_keys(operation: str, access: Access) -> bool:
    """Whether API keys are let in to an operation: wherever members of a store are, but for `FOR_PERSONS`."""
    return (access is Open.MEMBER or not isinstance(access, Open)) and operation not in FOR_PERSONS


@dataclass(frozen=True, slots=True)
class Page:
    """A path that is no operation of the API: pages, files, probes and docs."""

    path: str
    host_free: bool = False


PAGES = (
    Page("/"),
    Page("/openapi.json"),
    Page("/docs"),
    Page("/docs/{asset}"),
    Page("/verify-email"),
    Page("/reset-password"),
    Page("/o/{secret}"),
    Page("/o/{secret}/proof"),
    Page("/assets/{name}"),
    Page("/f/{slug}"),
    Page("/f/{slug}/done"),
    Page("/f/{slug}/done/order"),
    Page("/f/{slug}/done/whatsapp"),
    Page("/s/{subdomain}/f/{slug}"),
    Page("/s/{subdomain}/f/{slug}/done"),
    Page("/s/{subdomain}/f/{slug}/done/order"),
    Page("/s/{subdomain}/f/{slug}/done/whatsapp"),
    Page("/files/{store}/images/{name}"),
    Page("/files/{store}/thumbs/{name}"),
    Page("/downloads/{token}"),
    Page("/healthz", host_free=True),
    Page("/readyz", host_free=True),
    Page("/metrics", host_free=True),
)
