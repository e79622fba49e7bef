"""Everything put together: the only file that knows both sides."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Configuration, Dict, Factory, List, Object, Selector, Singleton
from flask import Flask

from bosonline.adapters.inbound.pages import (
    DoneCookie,
    OrderFormDesk,
    Sealing,
    account_pages,
    order_form_pages,
    order_pages,
    serve_assets,
)
from bosonline.adapters.inbound.rest.abandoned import abandoned as abandoned_api
from bosonline.adapters.inbound.rest.admin import platform_categories, platform_stores
from bosonline.adapters.inbound.rest.announcements import announcements as announcements_api
from bosonline.adapters.inbound.rest.api_keys import api_keys as api_keys_api
from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.attending import attending as attending_api
from bosonline.adapters.inbound.rest.audit_log import audit_log as audit_log_api
from bosonline.adapters.inbound.rest.auth import auth as auth_api
from bosonline.adapters.inbound.rest.blocklist import blocklist as blocklist_api
from bosonline.adapters.inbound.rest.buyer_vouchers import buyer_vouchers as buyer_vouchers_api
from bosonline.adapters.inbound.rest.cart_rates import cart_rates as cart_rates_api
from bosonline.adapters.inbound.rest.catalog import catalog as catalog_api
from bosonline.adapters.inbound.rest.categories import categories as categories_api
from bosonline.adapters.inbound.rest.checkout import checkout as checkout_api
from bosonline.adapters.inbound.rest.data_deletion import customers as customers_api
from bosonline.adapters.inbound.rest.data_deletion import data_deletion as data_deletion_api
from bosonline.adapters.inbound.rest.downloads import downloads as downloads_api
from bosonline.adapters.inbound.rest.editing import editing as editing_api
from bosonline.adapters.inbound.rest.follow_up import follow_up as follow_up_api
from bosonline.adapters.inbound.rest.form_downloads import form_downloads as form_downloads_api
from bosonline.adapters.inbound.rest.forms import forms as forms_api
from bosonline.adapters.inbound.rest.images import images as images_api
from bosonline.adapters.inbound.rest.images import serve_images
from bosonline.adapters.inbound.rest.import_orders import import_orders as import_orders_api
from bosonline.adapters.inbound.rest.imports import imports as imports_api
from bosonline.adapters.inbound.rest.integrations import integrations as integrations_api
from bosonline.adapters.inbound.rest.inventory import inventory as inventory_api
from bosonline.adapters.inbound.rest.job_files import serve_job_files
from bosonline.adapters.inbound.rest.jobs import jobs as jobs_api
from bosonline.adapters.inbound.rest.order_downloads import order_downloads as order_downloads_api
from bosonline.adapters.inbound.rest.order_form import order_form as order_form_api
from bosonline.adapters.inbound.rest.ordering import ordering as ordering_api
from bosonline.adapters.inbound.rest.paper import paper as paper_api
from bosonline.adapters.inbound.rest.parcels import parcels as parcels_api
from bosonline.adapters.inbound.rest.password_reset import password_reset as password_reset_api
from bosonline.adapters.inbound.rest.payments import payments as payments_api
from bosonline.adapters.inbound.rest.pickup import pickup as pickup_api
from bosonline.adapters.inbound.rest.product_editing import product_editing as product_editing_api
from bosonline.adapters.inbound.rest.product_life import product_life as product_life_api
from bosonline.adapters.inbound.rest.profile import profile as profile_api
from bosonline.adapters.inbound.rest.proofs import proofs as proofs_api
from bosonline.adapters.inbound.rest.public_order import public_order as public_order_api
from bosonline.adapters.inbound.rest.qris import qris as qris_api
from bosonline.adapters.inbound.rest.recap_staff import recap_staff as recap_staff_api
from bosonline.adapters.inbound.rest.regions import regions as regions_api
from bosonline.adapters.inbound.rest.settling import settling as settling_api
from bosonline.adapters.inbound.rest.shipments import shipments as shipments_api
from bosonline.adapters.inbound.rest.shipments import tracking as tracking_api
from bosonline.adapters.inbound.rest.shipping import shipping as shipping_api
from bosonline.adapters.inbound.rest.staff import staff as staff_api
from bosonline.adapters.inbound.rest.store_domains import store_domains as store_domains_api
from bosonline.adapters.inbound.rest.stores import stores as stores_api
from bosonline.adapters.inbound.rest.type_order import type_order as type_order_api
from bosonline.adapters.inbound.rest.vouchers import vouchers as vouchers_api
from bosonline.adapters.inbound.rest.warehouses import warehouses as warehouses_api
from bosonline.adapters.inbound.worker import Delivery, Duty, Handler, Lane, Relay, Schedule, Worker
from bosonline.adapters.outbound import codec
from bosonline.adapters.outbound.banks import TableBanks
from bosonline.adapters.outbound.boscod.areas import BoscodAreas
from bosonline.adapters.outbound.boscod.bookings import BoscodBookings
from bosonline.adapters.outbound.boscod.client import BoscodClient
from bosonline.adapters.outbound.boscod.rates import BoscodCouriers
from bosonline.adapters.outbound.boscod.tracking import BoscodTracking, read_news
from bosonline.adapters.outbound.dns import DnsRecords, ListedSuffixes
from bosonline.adapters.outbound.files import files_at
from bosonline.adapters.outbound.imaging import PillowImaging
from bosonline.adapters.outbound.job_links import SignedJobLinks
from bosonline.adapters.outbound.mail import mailer as mailer_of
from bosonline.adapters.outbound.paper import ReportlabPress
from bosonline.adapters.outbound.passwords import Argon2Hasher, ZxcvbnStrength
from bosonline.adapters.outbound.phone_hash import KeyedPhoneHash
from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.qr import draw_qr
from bosonline.adapters.outbound.quotes import SignedQuotes
from bosonline.adapters.outbound.rate_limit import MemoryRateLimit
from bosonline.adapters.outbound.regions import KemendagriRegions
from bosonline.adapters.outbound.remembered_rates import RememberedCouriers
from bosonline.adapters.outbound.remembering import RememberedAddresses
from bosonline.adapters.outbound.rich_text import sanitize
from bosonline.adapters.outbound.sealing import AesSeal, DerivedWebhookSecrets, hmac_of
from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.adapters.outbound.sql.abandoned import SqlAbandonedDesk
from bosonline.adapters.outbound.sql.api_keys import SqlKeyPresences, SqlKeyRing
from bosonline.adapters.outbound.sql.audit_log import SqlAuditLog
from bosonline.adapters.outbound.sql.blocklist import SqlBlocklistDesk
from bosonline.adapters.outbound.sql.buyers_orders import SqlBuyersOrders
from bosonline.adapters.outbound.sql.catalog import SqlProductDesk
from bosonline.adapters.outbound.sql.categories import SqlCategoryDesk
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.devices import SqlDevices
from bosonline.adapters.outbound.sql.follow_up_schedule import SqlScheduleDesk
from bosonline.adapters.outbound.sql.follow_ups import SqlFollowUpDesk
from bosonline.adapters.outbound.sql.forgetting import ForgetOld
from bosonline.adapters.outbound.sql.form_views import SqlViewTally
from bosonline.adapters.outbound.sql.forms import SqlFormDesk, SqlStorefronts
from bosonline.adapters.outbound.sql.goods_reader import SqlGoodsReader
from bosonline.adapters.outbound.sql.integrations import SqlIntegrationDesk
from bosonline.adapters.outbound.sql.inventory_list import SqlInventoryDesk
from bosonline.adapters.outbound.sql.jobs import SqlJobDesk, SqlJobQueue
from bosonline.adapters.outbound.sql.migrations import schema_is_current
from bosonline.adapters.outbound.sql.notices import SqlNoticeDesk
from bosonline.adapters.outbound.sql.order_desk import SqlOrderDesk
from bosonline.adapters.outbound.sql.order_sums import SqlOrderSums
from bosonline.adapters.outbound.sql.outbox import SqlOutbox
from bosonline.adapters.outbound.sql.overdue import SqlOverdueOrders
from bosonline.adapters.outbound.sql.payments import SqlAccountBook
from bosonline.adapters.outbound.sql.proofs import SqlProofDesk
from bosonline.adapters.outbound.sql.provider_areas import SqlProviderAreas
from bosonline.adapters.outbound.sql.rota import SqlRota
from bosonline.adapters.outbound.sql.shipments import SqlDueParcels
from bosonline.adapters.outbound.sql.staff_desk import SqlStaffDesk
from bosonline.adapters.outbound.sql.standings import SqlPeople, SqlPresences
from bosonline.adapters.outbound.sql.stock import SqlGoodsDesk
from bosonline.adapters.outbound.sql.store_names import SqlDomainRounds, SqlNameDesk, SqlStoreAddresses
from bosonline.adapters.outbound.sql.store_register import SqlStoreRegister
from bosonline.adapters.outbound.sql.stores import SqlStoreDesk
from bosonline.adapters.outbound.sql.tables.identity import login_attempts, one_time_tokens, sessions
from bosonline.adapters.outbound.sql.tables.ordering import order_news
from bosonline.adapters.outbound.sql.tables.shipping import webhook_inbox
from bosonline.adapters.outbound.sql.tables.stores import former_subdomains
from bosonline.adapters.outbound.sql.tables.transaction import idempotency
from bosonline.adapters.outbound.sql.tables.worker import jobs as jobs_table
from bosonline.adapters.outbound.sql.traces import SqlBuyerDesk, SqlDueDeletions
from bosonline.adapters.outbound.sql.uploads import SqlUploadRounds
from bosonline.adapters.outbound.sql.voucher_desk import SqlVoucherDesk
from bosonline.adapters.outbound.sql.window import SqlShopWindow
from bosonline.adapters.outbound.sql.work import SqlWork
from bosonline.adapters.outbound.tokens import JwtTokens, SystemSecrets
from bosonline.adapters.outbound.whatsapp.link import whatsapp_link
from bosonline.adapters.outbound.witness import QuietWitness
from bosonline.application import catalog as catalog_
from bosonline.application import forms as forms_
from bosonline.application import identity as identity_
from bosonline.application import images as images_
from bosonline.application import ordering as ordering_
from bosonline.application import payments as payments_
from bosonline.application import promotions as promotions_
from bosonline.application import shipping as shipping_
from bosonline.application import stores as stores_
from bosonline.application.catalog.import_goods import IMPORT
from bosonline.application.identity import data_deletion as deletion_
from bosonline.application.identity.confirm_password import ConfirmPassword
from bosonline.application.ordering import blocklist as blocklist_
from bosonline.application.ordering import personal_data as personal_data_
from bosonline.application.ordering.call_off import CallOffParcel, CallOffParcels
from bosonline.application.ordering.hand_over import HandOverOrders
from bosonline.application.ordering.look_after import LookAfterParcels
from bosonline.application.ordering.messaging import Messenger
from bosonline.application.ordering.parcel_desk import Parcels
from bosonline.application.ordering.parcel_news import (
    ReceiveWebhook,
    RefreshShipment,
    SetShipment,
    WebhookArrived,
    WorkOffWebhook,
)
from bosonline.application.ordering.parcels import SettleBooking
from bosonline.application.ports import KEPT_FOR
from bosonline.application.shipping import integrations as integrations_
from bosonline.application.shipping.accounts import OwnElseShared, SharedAccount
from bosonline.application.stores.ports import StoreAddress, StoreAddresses
from bosonline.domain import identity as events
from bosonline.domain.identity import StoreId
from bosonline.domain.identity import data_deletion as deletion_events
from bosonline.domain.ordering import OrderPlaced, ProofGiven, Secret
from bosonline.settings import Settings


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where buyers find the pages of this installation; a store's under its own domain, where that is its default."""

    base_url: str
    names: StoreAddresses

    def store(self, subdomain: str, /) -> str:
        """The front page of a store."""
        return self._own(self.names.of_subdomain(subdomain)) or f"{self.base_url}/s/{subdomain}"

    def form(self, subdomain: str, slug: str, /) -> str:
        """A form of a store."""
        return f"{self.store(subdomain)}/f/{slug}"

    def order(self, secret: Secret, store: StoreId, /) -> str:
        """An order's own page."""
        return f"{self._own(self.names.of_store(store)) or self.base_url}/o/{secret}"

    def webhook(self, party: str, store: StoreId, secret: str, /) -> str:
        """Where a party sends what it has to tell of a store."""
        return f"{self.base_url}/webhooks/{party}/{store}/{secret}"

    def _own(self, address: StoreAddress | None) -> str | None:
        if address is None or address.domain is None:
            return None
        given = urlsplit(self.base_url)
        return f"{given.scheme}://{address.domain}{f':{given.port}' if given.port else ''}"


def platform_of(hosts: tuple[str, ...], host: str, base_url: str, target: str | None) -> stores_.Platform:
    """The platform's names; domains of the stores' own lead to its host where no other target is named."""
    own = {*hosts, host, urlsplit(base_url).hostname or host, target or host}
    return stores_.Platform(hosts=frozenset(own), host=host, target=target or host)


def store_of(ask: Callable[[str], StoreAddress | None], name: str, /) -> str | None:
    """The subdomain of the store that is found by a name, as the API asks for it."""
    address = ask(name)
    return None if address is None else address.subdomain


def gateway(*, url: str, token: str) -> Messenger:
    """A gateway that sends messages; its HTTP client is loaded by those alone who have one."""
    from bosonline.adapters.outbound.whatsapp.gateway import GatewayMessenger  # noqa: PLC0415

    return GatewayMessenger(url=url, token=token)


def on(event: type, use_case: Callable[[Any], object]) -> Handler:
    """A handler that hands the event alone to a use case."""

    def act(delivery: Delivery) -> object:
        return use_case(delivery.event)

    return Handler(event, act)


def when_staff_leaves(unassign: ordering_.UnassignOrders) -> Handler:
    """A handler that lets the orders of one who was removed wait for somebody else."""

    def act(delivery: Delivery) -> object:
        assert delivery.store is not None  # noqa: S101  # staff belongs to a store
        return unassign(store=delivery.store, removed=delivery.event)

    return Handler(events.StaffRemoved, act)


def when_order_placed(tell: ordering_.TellOfOrder) -> Handler:
    """A handler that lets people know of a new order."""

    def act(delivery: Delivery) -> object:
        assert delivery.store is not None  # noqa: S101  # an order belongs to a store
        return tell(store=delivery.store, placed=delivery.event)

    return Handler(OrderPlaced, act)


def when_proof_given(tell: ordering_.TellOfProof) -> Handler:
    """A handler that lets who looks after an order know of a proof of its payment."""

    def act(delivery: Delivery) -> object:
        assert delivery.store is not None  # noqa: S101  # an order belongs to a store
        return tell(store=delivery.store, given=delivery.event)

    return Handler(ProofGiven, act)


def when_buyer_erased(clear: images_.ClearUploads) -> Handler:
    """A handler that removes the pictures that a store gave up with a buyer."""

    def act(delivery: Delivery) -> object:
        assert delivery.store is not None  # noqa: S101  # a buyer is one of a store
        return clear.given_up_by(store=delivery.store)

    return Handler(personal_data_.BuyerErased, act)


def when_account_erased(clear: images_.ClearUploads) -> Handler:
    """A handler that removes the pictures that went with the buyers of a store that was closed."""

    def act(delivery: Delivery) -> object:
        closed = delivery.event.store
        return 0 if closed is None else clear.given_up_by(store=closed)

    return Handler(deletion_events.AccountErased, act)


def when_webhook_arrived(work_off: WorkOffWebhook) -> Handler:
    """A handler that takes in what a party told."""

    def act(delivery: Delivery) -> None:
        assert delivery.store is not None  # noqa: S101  # a webhook comes for a store
        work_off(store=delivery.store, arrived=delivery.event)

    return Handler(WebhookArrived, act)


class Container(DeclarativeContainer):
    """What the product is made of. Use cases are made once; each of their calls opens works of its own."""

    config = Configuration(strict=True)
    clock = Object(utc_now)

    # Where things are kept
    database = Singleton(
        Database, config.database_url, pool_size=config.database_pool, synchronous=config.sqlite_synchronous
    )
    work = Factory(SqlWork, database, clock)
    open_work = work.provider

    files = Singleton(
        files_at,
        config.files_place,
        endpoint=config.files_endpoint,
        region=config.files_region,
        access_key=config.files_access_key,
        secret_key=config.files_secret_key,
    )

    # What is asked of others
    phones = Singleton(PhonenumbersReader)
    regions = Singleton(KemendagriRegions)
    banks = Singleton(TableBanks)
    secrets = Singleton(SystemSecrets)
    mailer = Singleton(mailer_of, config.mail_url, sender=config.mail_from)
    messenger = Selector(
        config.messenger,
        link=Object(None),
        generic=Singleton(gateway, url=config.messenger_url, token=config.messenger_token),
    )
    store_addresses = Singleton(RememberedAddresses, Singleton(SqlStoreAddresses, database, clock), clock)
    addresses = Singleton(Addresses, config.base_url, store_addresses)
    domain_records = Singleton(DnsRecords, config.dns_resolver)
    platform = Singleton(
        platform_of, config.platform_hosts, config.platform_host, config.base_url, config.domain_target
    )

    # Accounts with outside parties
    seal = Singleton(AesSeal, config.secret, config.former_secrets)
    integration_desk = Singleton(SqlIntegrationDesk, database)
    webhook_secrets = Singleton(DerivedWebhookSecrets, config.secret, config.former_secrets)
    own_accounts = Singleton(integrations_.OwnAccounts, desk=integration_desk, seal=seal)
    boscod_client = Singleton(BoscodClient, url=config.boscod_url, at_once=config.threads)
    shared_account = Singleton(SharedAccount, config.boscod_token)
    courier_accounts = Singleton(OwnElseShared, own_accounts, shared_account)
    describe_integration = Singleton(
        integrations_.DescribeIntegration,
        secrets=webhook_secrets,
        shared=shared_account,
        url=addresses.provided.webhook,
    )
    integrating = Singleton(
        integrations_.Integrating,
        read=Singleton(integrations_.ReadIntegrations, desk=integration_desk, describe=describe_integration),
        save=Singleton(
            integrations_.SaveIntegration, work=open_work, seal=seal, describe=describe_integration, clock=clock
        ),
    )

    # Identity
    hasher = Singleton(Argon2Hasher)
    tokens = Singleton(JwtTokens, config.secret)
    boscod_tokens = Singleton(integrations_.OwnTokens, accounts=own_accounts)
    devices = Singleton(SqlDevices, database)
    people = Singleton(SqlPeople, database)
    mails = Singleton(identity_.Mails, base_url=config.base_url)
    keep_token = Singleton(identity_.KeepToken, work=open_work, clock=clock)
    take_password = Singleton(identity_.TakePassword, hasher=hasher, strength=Singleton(ZxcvbnStrength))
    staffing = Singleton(
        identity_.Staffing,
        list=Singleton(identity_.ListStaff, desk=Singleton(SqlStaffDesk, database)),
        add=Singleton(
            identity_.AddStaff, work=open_work, take_password=take_password, phones=phones, secrets=secrets, clock=clock
        ),
        change=Singleton(identity_.ChangeStaff, work=open_work, phones=phones, clock=clock),
        switch=Singleton(identity_.SwitchStaff, work=open_work, clock=clock),
        remove=Singleton(identity_.RemoveStaff, work=open_work, clock=clock),
    )
    key_keeping = Singleton(
        identity_.KeyKeeping,
        make=Singleton(identity_.MakeApiKey, work=open_work, secrets=secrets, clock=clock),
        list=Singleton(identity_.ListApiKeys, ring=Singleton(SqlKeyRing, database)),
        revoke=Singleton(identity_.RevokeApiKey, work=open_work, clock=clock),
    )
    read_audit_log = Singleton(identity_.ReadAuditLog, log=Singleton(SqlAuditLog, database))
    witness = Singleton(QuietWitness, open_work)
    identity = Singleton(
        identity_.Identity,
        register=Singleton(
            identity_.Register, work=open_work, take_password=take_password, phones=phones, secrets=secrets, clock=clock
        ),
        log_in=Singleton(
            identity_.LogIn,
            work=open_work,
            hasher=hasher,
            phones=phones,
            tokens=tokens,
            secrets=secrets,
            boscod=boscod_tokens,
            clock=clock,
        ),
        refresh=Singleton(identity_.Refresh, work=open_work, tokens=tokens, boscod=boscod_tokens, clock=clock),
        authenticate=Singleton(
            identity_.Authenticate,
            presences=Singleton(SqlPresences, database),
            keys=Singleton(SqlKeyPresences, database),
            tokens=tokens,
            work=open_work,
            clock=clock,
        ),
        log_out=Singleton(identity_.LogOut, work=open_work, clock=clock),
        list_sessions=Singleton(identity_.ListSessions, devices=devices, clock=clock),
        end_session=Singleton(identity_.EndSession, work=open_work, clock=clock),
        list_login_attempts=Singleton(identity_.ListLoginAttempts, devices=devices),
        verify_email=Singleton(identity_.VerifyEmail, work=open_work, clock=clock),
        change_password=Singleton(
            identity_.ChangePassword, work=open_work, hasher=hasher, take_password=take_password, clock=clock
        ),
        ask_password_reset=Singleton(identity_.AskPasswordReset, work=open_work, secrets=secrets, clock=clock),
        confirm_password_reset=Singleton(
            identity_.ConfirmPasswordReset, work=open_work, take_password=take_password, clock=clock
        ),
        show_me=Singleton(identity_.ShowMe, people=people, boscod=boscod_tokens),
        read_profile=Singleton(identity_.ReadProfile, people=people),
        change_profile=Singleton(identity_.ChangeProfile, work=open_work, phones=phones, secrets=secrets, clock=clock),
        send_verification_mail=Singleton(identity_.SendVerificationMail, keep=keep_token, mails=mails, mailer=mailer),
        send_known_account_mail=Singleton(identity_.SendKnownAccountMail, keep=keep_token, mails=mails, mailer=mailer),
        send_password_reset_mail=Singleton(
            identity_.SendPasswordResetMail, keep=keep_token, mails=mails, mailer=mailer
        ),
        send_password_changed_mail=Singleton(
            identity_.SendPasswordChangedMail, work=open_work, mails=mails, mailer=mailer
        ),
        create_platform_admin=Singleton(
            identity_.CreatePlatformAdmin, work=open_work, take_password=take_password, phones=phones, clock=clock
        ),
        verify_phone=Singleton(identity_.VerifyPhone, work=open_work, clock=clock),
        staffing=staffing,
        key_keeping=key_keeping,
        read_audit_log=read_audit_log,
        send_invitation_mail=Singleton(
            identity_.SendInvitationMail, keep=keep_token, work=open_work, mails=mails, mailer=mailer
        ),
        send_email_change_mails=Singleton(
            identity_.SendEmailChangeMails, keep=keep_token, work=open_work, mails=mails, mailer=mailer
        ),
    )

    # Images
    keep_picture = Singleton(
        images_.KeepPicture,
        work=open_work,
        clock=clock,
        files=files,
        imaging=Singleton(PillowImaging),
        new_token=secrets.provided.token,
    )
    images = Singleton(
        images_.Images,
        upload=Singleton(images_.UploadImage, keep=keep_picture, work=open_work),
        fetch=Singleton(images_.FetchImage, files=files),
        clear=Singleton(
            images_.ClearUploads,
            work=open_work,
            files=files,
            rounds=Singleton(SqlUploadRounds, database),
            clock=clock,
        ),
    )

    # Stores
    store_desk = Singleton(SqlStoreDesk, database)
    name_desk = Singleton(SqlNameDesk, database)
    draw_up_warehouse = Singleton(stores_.DrawUpWarehouse, clock=clock, phones=phones, regions=regions)
    stores = Singleton(
        stores_.Stores,
        open=Singleton(stores_.OpenStore, work=open_work, clock=clock, phones=phones, draw_up=draw_up_warehouse),
        read=Singleton(stores_.ReadStore, stores=store_desk),
        onboarding=Singleton(stores_.ReadOnboarding, stores=store_desk),
        change=Singleton(stores_.ChangeStore, work=open_work, clock=clock, phones=phones, regions=regions),
        check_subdomain=Singleton(stores_.CheckSubdomain, names=name_desk, clock=clock),
        change_subdomain=Singleton(stores_.ChangeSubdomain, work=open_work, clock=clock),
    )
    verify_domain = Singleton(
        stores_.VerifyDomain,
        work=open_work,
        clock=clock,
        names=name_desk,
        records=domain_records,
        platform=platform,
    )
    domains = Singleton(
        stores_.Domains,
        list=Singleton(stores_.ListDomains, names=name_desk, stores=store_desk, platform=platform),
        add=Singleton(
            stores_.AddDomain,
            work=open_work,
            clock=clock,
            suffixes=Singleton(ListedSuffixes),
            platform=platform,
            new_token=secrets.provided.token,
        ),
        verify=verify_domain,
        make_default=Singleton(stores_.MakeDomainDefault, work=open_work, clock=clock, platform=platform),
        look_over=Singleton(
            stores_.LookDomainsOver,
            rounds=Singleton(SqlDomainRounds, database),
            verify=verify_domain,
            work=open_work,
            clock=clock,
        ),
    )
    provider_areas = Singleton(SqlProviderAreas, database, clock)
    places = Singleton(
        stores_.Places,
        search=Singleton(stores_.SearchRegions, regions=regions),
        children=Singleton(stores_.ListRegions, regions=regions),
        import_areas=Singleton(stores_.ImportProviderAreas, areas=provider_areas, regions=regions),
        warehouses=Singleton(stores_.ListWarehouses, stores=store_desk),
        add_warehouse=Singleton(stores_.AddWarehouse, work=open_work, draw_up=draw_up_warehouse),
        change_warehouse=Singleton(stores_.ChangeWarehouse, work=open_work, draw_up=draw_up_warehouse, clock=clock),
        remove_warehouse=Singleton(stores_.RemoveWarehouse, work=open_work, clock=clock),
        make_warehouse_default=Singleton(stores_.MakeWarehouseDefault, work=open_work, clock=clock),
    )

    # What the platform tells
    noticeboard = Singleton(
        stores_.Noticeboard,
        add=Singleton(stores_.AddNotice, work=open_work, clock=clock),
        change=Singleton(stores_.ChangeNotice, work=open_work, clock=clock),
        remove=Singleton(stores_.RemoveNotice, work=open_work, clock=clock),
        list=Singleton(stores_.ListNotices, notices=Singleton(SqlNoticeDesk, database), clock=clock),
        mark_read=Singleton(stores_.MarkNoticeRead, work=open_work, clock=clock),
    )

    oversight = Singleton(
        stores_.Oversight,
        list=Singleton(stores_.ListStores, stores=Singleton(SqlStoreRegister, database)),
        suspend=Singleton(stores_.SuspendStore, work=open_work, clock=clock),
        restore=Singleton(stores_.RestoreStore, work=open_work, clock=clock),
    )

    # Catalog
    product_desk = Singleton(SqlProductDesk, database)
    goods_reader = Singleton(SqlGoodsReader, database)
    spreadsheets = Singleton(FileSpreadsheets)
    sanitizer = Object(sanitize)
    catalog = Singleton(
        catalog_.Catalog,
        import_goods=Singleton(
            catalog_.ImportGoods,
            spreadsheets=spreadsheets,
            work=open_work,
            files=files,
            new_name=secrets.provided.identifier,
            clock=clock,
            sanitize=sanitizer,
        ),
        download=Singleton(
            catalog_.DownloadGoods,
            goods=goods_reader,
            stores=store_desk,
            spreadsheets=spreadsheets,
            work=open_work,
            clock=clock,
        ),
        add=Singleton(catalog_.AddProduct, work=open_work, clock=clock, sanitize=sanitizer),
        read=Singleton(catalog_.ReadProduct, products=product_desk),
        read_sales=Singleton(catalog_.ReadSales, products=product_desk),
        list=Singleton(catalog_.ListProducts, products=product_desk),
        list_variants=Singleton(catalog_.ListVariants, products=product_desk),
        list_inventory=Singleton(
            catalog_.ListInventory, inventory=Singleton(SqlInventoryDesk, database), stores=store_desk
        ),
        adjust_inventory=Singleton(catalog_.AdjustInventory, work=open_work, clock=clock),
        check_sku=Singleton(catalog_.CheckSku, products=product_desk),
        edit=Singleton(catalog_.EditProduct, work=open_work, clock=clock, sanitize=sanitizer),
        edit_variant=Singleton(catalog_.EditVariant, work=open_work, clock=clock),
        switch=Singleton(catalog_.SwitchProduct, work=open_work, clock=clock),
        remove=Singleton(catalog_.RemoveProduct, work=open_work, clock=clock),
        restore=Singleton(catalog_.RestoreProduct, work=open_work, clock=clock),
        duplicate=Singleton(catalog_.DuplicateProduct, work=open_work, clock=clock),
        add_sample=Singleton(catalog_.AddSampleProduct, work=open_work, clock=clock),
    )

    categories = Singleton(
        catalog_.Categories,
        list=Singleton(catalog_.ListCategories, categories=Singleton(SqlCategoryDesk, database)),
        add=Singleton(catalog_.AddCategory, work=open_work, clock=clock),
        change=Singleton(catalog_.ChangeCategory, work=open_work, clock=clock),
        remove=Singleton(catalog_.RemoveCategory, work=open_work, clock=clock),
    )

    # Forms
    form_desk = Singleton(SqlFormDesk, database)
    view_tally = Singleton(SqlViewTally, database)
    count_view = Singleton(forms_.CountView, views=view_tally, clock=clock)
    forms = Singleton(
        forms_.Forms,
        create=Singleton(
            forms_.CreateForm,
            work=open_work,
            clock=clock,
            sanitize=sanitizer,
            verified_owner_only=config.in_production,
        ),
        edit=Singleton(
            forms_.EditForm, work=open_work, clock=clock, sanitize=sanitizer, verified_owner_only=config.in_production
        ),
        read=Singleton(forms_.ReadForm, forms=form_desk),
        list=Singleton(forms_.ListForms, forms=form_desk),
        change_status=Singleton(
            forms_.ChangeFormStatus, work=open_work, clock=clock, verified_owner_only=config.in_production
        ),
        change_success_page=Singleton(
            forms_.ChangeSuccessPage, work=open_work, clock=clock, verified_owner_only=config.in_production
        ),
        delete=Singleton(forms_.DeleteForm, work=open_work, clock=clock),
        duplicate=Singleton(forms_.DuplicateForm, work=open_work, clock=clock),
    )

    # Payments
    account_book = Singleton(SqlAccountBook, database)
    payments = Singleton(
        payments_.Payments,
        list_banks=Singleton(payments_.ListBanks, banks=banks),
        add_bank_account=Singleton(payments_.AddBankAccount, work=open_work, clock=clock, banks=banks),
        list_bank_accounts=Singleton(payments_.ListBankAccounts, bank_accounts=account_book),
        read_bank_account=Singleton(payments_.ReadBankAccount, bank_accounts=account_book),
        change_bank_account=Singleton(payments_.ChangeBankAccount, work=open_work, clock=clock, banks=banks),
        switch_bank_account=Singleton(payments_.SwitchBankAccount, work=open_work, clock=clock),
        remove_bank_account=Singleton(payments_.RemoveBankAccount, work=open_work, clock=clock),
    )

    # Promotions
    voucher_desk = Singleton(SqlVoucherDesk, database)
    store_today = Singleton(promotions_.StoreToday, stores=store_desk, clock=clock)
    promotions = Singleton(
        promotions_.Promotions,
        list=Singleton(promotions_.ListVouchers, desk=voucher_desk, today=store_today),
        read=Singleton(promotions_.ReadVoucher, desk=voucher_desk, today=store_today),
        create=Singleton(promotions_.CreateVoucher, work=open_work, regions=regions, clock=clock),
        change=Singleton(promotions_.ChangeVoucher, work=open_work, regions=regions, clock=clock),
        switch=Singleton(promotions_.SwitchVoucher, work=open_work, clock=clock),
        remove=Singleton(promotions_.RemoveVoucher, work=open_work, clock=clock),
    )

    # Shipping
    couriers_themselves = Singleton(BoscodCouriers, boscod_client, provider_areas)
    couriers = Singleton(
        RememberedCouriers, couriers_themselves, at_once=config.threads_for_couriers, streams=config.streams_of_couriers
    )
    courier_areas = Singleton(BoscodAreas, boscod_client)
    quote_seals = Singleton(SignedQuotes, config.secret)
    plan_journey = Singleton(shipping_.PlanJourney, stores=store_desk, regions=regions)
    ask_rates = Singleton(
        shipping_.AskRates,
        plan=plan_journey,
        couriers=couriers,
        accounts=courier_accounts,
        seals=quote_seals,
        stores=store_desk,
        clock=clock,
    )
    import_courier_areas = Singleton(
        shipping_.ImportCourierAreas, areas=courier_areas, take_in=places.provided.import_areas, clock=clock
    )
    shipping = Singleton(
        shipping_.Shipping,
        ask=ask_rates,
        estimate=Singleton(
            shipping_.AskEstimate, plan=plan_journey, estimates=couriers_themselves, accounts=courier_accounts
        ),
        list_couriers=Singleton(shipping_.ListCouriers, couriers=couriers),
        areas=Singleton(
            shipping_.Areas,
            browse=Singleton(
                shipping_.BrowseAreas,
                areas=courier_areas,
                accounts=courier_accounts,
                mapped=provider_areas,
                regions=regions,
            ),
            take_in=import_courier_areas,
            know=Singleton(
                shipping_.KnowCourierAreas, mapped=provider_areas, shared=shared_account, take_in=import_courier_areas
            ),
        ),
    )

    pickup = Singleton(
        shipping_.Pickup,
        warehouses=places.provided.warehouses,
        add_warehouse=places.provided.add_warehouse,
        mapped=provider_areas,
    )

    # Ordering
    storefronts = Singleton(SqlStorefronts, database, clock)
    phone_hash = Singleton(KeyedPhoneHash, config.secret)
    choose_shipping = Singleton(ordering_.ChooseShipping, seals=quote_seals, ask=ask_rates)
    price_cart = Singleton(
        ordering_.PriceCart,
        storefronts=storefronts,
        regions=regions,
        goods=Singleton(SqlGoodsDesk, database),
        choose=choose_shipping,
        clock=clock,
    )
    vouchers_for_buyers = Singleton(
        ordering_.VouchersForBuyers,
        apply=Singleton(
            ordering_.ApplyVoucher,
            price=price_cart,
            vouchers=voucher_desk,
            phones=phones,
            phone_hash=phone_hash,
            work=open_work,
        ),
        offer=Singleton(ordering_.OfferVouchers, price=price_cart, vouchers=voucher_desk),
    )
    load_form = Singleton(
        ordering_.LoadForm,
        storefronts=storefronts,
        window=Singleton(SqlShopWindow, database),
        accounts=account_book,
    )
    read_public_order = Singleton(ordering_.ReadPublicOrder, orders=Singleton(SqlBuyersOrders, database))
    rate_cart = Singleton(
        ordering_.RateCart,
        storefronts=storefronts,
        regions=regions,
        goods=Singleton(SqlGoodsDesk, database),
        ask=ask_rates,
        clock=clock,
    )
    estimate_order = Singleton(ordering_.EstimateOrder, work=open_work, ask=shipping.provided.estimate)
    order_desk = Singleton(SqlOrderDesk, database)
    follow_up_desk = Singleton(SqlFollowUpDesk, database)
    boscod_bookings = Singleton(BoscodBookings, boscod_client, provider_areas)
    settle_booking = Singleton(SettleBooking, work=open_work, bookings=boscod_bookings, clock=clock)
    call_off = Singleton(
        CallOffParcel, work=open_work, accounts=courier_accounts, bookings=boscod_bookings, clock=clock
    )
    refresh_shipment = Singleton(
        RefreshShipment,
        work=open_work,
        accounts=courier_accounts,
        tracking=Singleton(BoscodTracking, boscod_client),
        clock=clock,
    )
    work_off_webhook = Singleton(WorkOffWebhook, work=open_work, read=Object(read_news), clock=clock)
    parcels = Singleton(
        Parcels,
        hand_over=Singleton(
            HandOverOrders, work=open_work, accounts=courier_accounts, settle=settle_booking, clock=clock
        ),
        call_off=Singleton(CallOffParcels, call_off=call_off, work=open_work),
        refresh=refresh_shipment,
        set=Singleton(SetShipment, work=open_work, clock=clock),
        receive=Singleton(
            ReceiveWebhook,
            work=open_work,
            check=Singleton(
                integrations_.CheckWebhook,
                desk=integration_desk,
                secrets=webhook_secrets,
                seal=seal,
                sign=Object(hmac_of),
            ),
            clock=clock,
        ),
    )
    look_after_parcels = Singleton(
        LookAfterParcels,
        parcels=Singleton(SqlDueParcels, database),
        work=open_work,
        accounts=courier_accounts,
        settle=settle_booking,
        call_off=call_off,
        refresh=refresh_shipment,
        clock=clock,
    )
    change_status = Singleton(ordering_.ChangeOrderStatus, work=open_work, clock=clock, call_off=call_off)
    schedule_desk = Singleton(SqlScheduleDesk, database)
    follow_up_order = Singleton(
        ordering_.FollowUpOrder,
        work=open_work,
        clock=clock,
        links=Object(whatsapp_link),
        order_url=addresses.provided.order,
        messenger=messenger,
    )
    make_due_follow_ups = Singleton(
        ordering_.MakeDueFollowUps, desk=schedule_desk, stores=store_desk, follow_up=follow_up_order, clock=clock
    )
    following_up = Singleton(
        ordering_.FollowingUp,
        follow_up=follow_up_order,
        read_schedule=Singleton(ordering_.ReadFollowUpSchedule, desk=schedule_desk),
        save_schedule=Singleton(ordering_.SaveFollowUpSchedule, work=open_work, clock=clock),
        read_attempts=Singleton(
            ordering_.ReadFollowUpAttempts, desk=follow_up_desk, clock=clock, order_url=addresses.provided.order
        ),
        read_templates=Singleton(ordering_.ReadFollowUpTemplates, desk=follow_up_desk),
        save_templates=Singleton(ordering_.SaveFollowUpTemplates, work=open_work, desk=follow_up_desk, clock=clock),
        record_outcome=Singleton(ordering_.RecordFollowUpOutcome, work=open_work, clock=clock),
        opt_out=Singleton(ordering_.OptOut, work=open_work, clock=clock),
    )
    ready_order = Singleton(
        ordering_.ReadyOrder,
        stores=store_desk,
        storefronts=storefronts,
        regions=regions,
        phones=phones,
        accounts=account_book,
    )
    place_order = Singleton(
        ordering_.PlaceOrder,
        phone_hash=phone_hash,
        new_secret=secrets.provided.token,
        draw=secrets.provided.draw,
        choose=choose_shipping,
    )
    import_orders = Singleton(
        ordering_.ImportOrders,
        spreadsheets=spreadsheets,
        ready=ready_order,
        work=open_work,
        place=place_order,
        clock=clock,
    )
    type_order = Singleton(
        ordering_.TypeOrder,
        ready=ready_order,
        work=open_work,
        clock=clock,
        place=place_order,
    )
    expire_order = Singleton(ordering_.ExpireOrder, work=open_work, clock=clock)
    attending = Singleton(
        ordering_.Attending,
        assign=Singleton(ordering_.AssignOrder, work=open_work, clock=clock),
        quarantine=Singleton(ordering_.QuarantineOrder, work=open_work, clock=clock, draw=secrets.provided.draw),
        note=Singleton(ordering_.AddNote, work=open_work, clock=clock),
    )
    blocklist_desk = Singleton(SqlBlocklistDesk, database)
    blocking = Singleton(
        blocklist_.Blocking,
        block=Singleton(
            blocklist_.BlockBuyer, work=open_work, phones=phones, phone_hash=phone_hash, regions=regions, clock=clock
        ),
        unblock=Singleton(blocklist_.UnblockBuyer, work=open_work, clock=clock),
        list=Singleton(blocklist_.ListBlocked, desk=blocklist_desk),
        check=Singleton(blocklist_.CheckNumber, desk=blocklist_desk, phones=phones, phone_hash=phone_hash),
    )
    price_service = Singleton(ordering_.PriceService, ask=ask_rates)
    editing = Singleton(
        ordering_.Editing,
        customer=Singleton(
            ordering_.EditCustomer,
            work=open_work,
            phones=phones,
            regions=regions,
            clock=clock,
            draw=secrets.provided.draw,
            price=price_service,
        ),
        courier=Singleton(
            ordering_.EditCourier, work=open_work, clock=clock, draw=secrets.provided.draw, price=price_service
        ),
        fees=Singleton(ordering_.EditFees, work=open_work, clock=clock, draw=secrets.provided.draw),
        payment=Singleton(ordering_.SwitchPayment, work=open_work, clock=clock, draw=secrets.provided.draw),
    )
    settling = Singleton(
        ordering_.Settling,
        confirm=Singleton(ordering_.ConfirmPayment, work=open_work, keep_picture=keep_picture, clock=clock),
        remit=Singleton(ordering_.NoteRemittance, work=open_work, clock=clock),
        refund=Singleton(ordering_.RefundOrder, work=open_work, clock=clock),
        settle_late=Singleton(ordering_.SettleLatePayment, work=open_work, clock=clock),
    )
    proof_desk = Singleton(SqlProofDesk, database)
    proving = Singleton(
        ordering_.Proving,
        submit=Singleton(
            ordering_.SubmitProof, desk=proof_desk, work=open_work, keep_picture=keep_picture, clock=clock
        ),
        read=Singleton(ordering_.ReadProof, desk=proof_desk, files=files, witness=witness, clock=clock),
    )
    read_draft = Singleton(ordering_.ReadDraft, regions=regions, phones=phones)
    price_draft = Singleton(ordering_.PriceDraft, choose=choose_shipping)
    drafts = Singleton(
        ordering_.Drafts,
        keep=Singleton(
            ordering_.KeepDraft,
            storefronts=storefronts,
            read=read_draft,
            price=price_draft,
            work=open_work,
            clock=clock,
            new_secret=secrets.provided.token,
            draw=secrets.provided.draw,
        ),
        change=Singleton(
            ordering_.ChangeDraft,
            desk=Singleton(SqlAbandonedDesk, database),
            storefronts=storefronts,
            read=read_draft,
            price=price_draft,
            work=open_work,
            clock=clock,
        ),
    )
    ordering = Singleton(
        ordering_.Ordering,
        drafts=drafts,
        check_out=Singleton(
            ordering_.CheckOut,
            storefronts=storefronts,
            regions=regions,
            phones=phones,
            accounts=account_book,
            work=open_work,
            clock=clock,
            place=place_order,
        ),
        list_orders=Singleton(ordering_.ListOrders, desk=order_desk, stores=store_desk, clock=clock),
        read_order=Singleton(ordering_.ReadOrder, desk=order_desk, witness=witness, clock=clock),
        recap_orders=Singleton(ordering_.RecapOrders, desk=order_desk, stores=store_desk, clock=clock),
        recap_staff=Singleton(ordering_.RecapStaff, desk=order_desk, clock=clock),
        print_orders=Singleton(
            ordering_.PrintOrders,
            desk=order_desk,
            stores=store_desk,
            regions=regions,
            order_url=addresses.provided.order,
            press=Singleton(ReportlabPress),
            witness=witness,
            clock=clock,
        ),
        change_status=change_status,
        change_statuses=Singleton(ordering_.ChangeOrderStatuses, change_status=change_status),
        unassign=Singleton(ordering_.UnassignOrders, work=open_work, clock=clock),
        following_up=following_up,
        settling=settling,
        expire=expire_order,
        editing=editing,
        attending=attending,
    )
    expire_orders = Singleton(
        ordering_.ExpireOrders, overdue=Singleton(SqlOverdueOrders, database), expire=expire_order, clock=clock
    )

    news_mails = Singleton(ordering_.NewsMails, order_url=addresses.provided.order)
    tell_of_order = Singleton(ordering_.TellOfOrder, work=open_work, mails=news_mails, mailer=mailer, clock=clock)
    tell_of_proof = Singleton(ordering_.TellOfProof, work=open_work, mails=news_mails, mailer=mailer, clock=clock)

    # People who want to be told, or forgotten
    due_deletions = Singleton(SqlDueDeletions, database)
    data_deletions = Singleton(
        deletion_.DataDeletions,
        ask=Singleton(
            deletion_.AskDataDeletion,
            work=open_work,
            confirm=Singleton(ConfirmPassword, work=open_work, hasher=hasher, clock=clock),
            grace=Singleton(timedelta, hours=config.deletion_grace_hours),
            clock=clock,
        ),
        show=Singleton(deletion_.ShowDataDeletion, deletions=due_deletions),
        withdraw=Singleton(deletion_.WithdrawDataDeletion, work=open_work, clock=clock),
        carry_out=Singleton(deletion_.CarryOutDataDeletions, work=open_work, deletions=due_deletions, clock=clock),
    )
    personal_data = Singleton(
        personal_data_.PersonalData,
        erase=Singleton(
            personal_data_.EraseBuyer,
            work=open_work,
            phones=phones,
            phone_hash=phone_hash,
            clock=clock,
        ),
        export=Singleton(
            personal_data_.ExportBuyer,
            buyers=Singleton(SqlBuyerDesk, database),
            orders=order_desk,
            phones=phones,
            witness=witness,
            clock=clock,
        ),
    )

    # The order form as buyers see it
    order_form_desk = Singleton(
        OrderFormDesk,
        load=load_form,
        quote=Singleton(
            ordering_.QuoteOrder, price=price_cart, vouchers=voucher_desk, phones=phones, phone_hash=phone_hash
        ),
        rate=rate_cart,
        check_out=ordering.provided.check_out,
        drafts=drafts,
        search=places.provided.search,
        place=regions.provided.place,
        phones=phones,
        sealing=Singleton(Sealing, config.secret),
        done=Singleton(DoneCookie, config.secret),
        present_name=Singleton(partial, store_of, store_addresses.provided.of_subdomain),
        chat=Object(whatsapp_link),
        read_order=read_public_order,
        clock=clock,
        count_view=count_view,
    )

    # Jobs that take longer than a request
    job_desk = Singleton(SqlJobDesk, database)
    job_links = Singleton(SignedJobLinks, config.secret)
    job_queue = Singleton(SqlJobQueue, database, clock)
    write_goods = Singleton(catalog_.WriteGoods, goods=goods_reader, spreadsheets=spreadsheets)
    import_aside = Singleton(
        catalog_.ImportAside,
        spreadsheets=spreadsheets,
        work=open_work,
        files=files,
        clock=clock,
        sanitize=sanitizer,
    )
    form_sheet = Singleton(forms_.FormSheet, forms=form_desk, address=addresses.provided.form)
    write_forms = Singleton(forms_.WriteForms, sheet=form_sheet, spreadsheets=spreadsheets)
    download_forms = Singleton(
        forms_.DownloadForms, sheet=form_sheet, spreadsheets=spreadsheets, work=open_work, clock=clock
    )
    write_orders = Singleton(ordering_.WriteOrders, desk=order_desk, spreadsheets=spreadsheets)
    download_orders = Singleton(
        ordering_.DownloadOrders,
        desk=order_desk,
        stores=store_desk,
        spreadsheets=spreadsheets,
        work=open_work,
        clock=clock,
    )
    job_runners = Dict(
        {
            **dict.fromkeys(map(str, catalog_.GoodsSheet), write_goods),
            **dict.fromkeys(map(str, ordering_.OrderSheet), write_orders),
            forms_.FORMS_DOWNLOAD: write_forms,
            IMPORT: import_aside,
        }
    )
    jobs = Singleton(
        stores_.JobBoard,
        list=Singleton(stores_.ListJobs, jobs=job_desk, links=job_links, clock=clock),
        read=Singleton(stores_.ReadJob, jobs=job_desk, links=job_links, clock=clock),
        fetch=Singleton(stores_.FetchJobFile, jobs=job_desk, links=job_links, files=files, clock=clock),
        run_next=Singleton(
            stores_.RunNextJob,
            queue=job_queue,
            jobs=job_desk,
            runners=job_runners,
            work=open_work,
            files=files,
            clock=clock,
        ),
        clear=Singleton(stores_.ClearJobFiles, queue=job_queue, files=files),
    )

    # The API, section by section
    apis = List(
        Singleton(auth_api, identity),
        Singleton(profile_api, identity),
        Singleton(data_deletion_api, data_deletions),
        Singleton(customers_api, personal_data),
        Singleton(password_reset_api, identity),
        Singleton(staff_api, staffing),
        Singleton(api_keys_api, key_keeping),
        Singleton(audit_log_api, read_audit_log),
        Singleton(integrations_api, integrating),
        Singleton(stores_api, stores, addresses.provided.store),
        Singleton(store_domains_api, domains),
        Singleton(regions_api, places),
        Singleton(warehouses_api, places, regions),
        Singleton(announcements_api, noticeboard),
        Singleton(inventory_api, catalog),
        Singleton(imports_api, catalog),
        Singleton(downloads_api, catalog, config.base_url),
        Singleton(catalog_api, catalog, config.base_url),
        Singleton(product_editing_api, catalog, config.base_url),
        Singleton(product_life_api, catalog, config.base_url),
        Singleton(images_api, images, config.base_url),
        Singleton(jobs_api, jobs, config.base_url),
        Singleton(categories_api, categories),
        Singleton(platform_categories, categories),
        Singleton(platform_stores, oversight),
        Singleton(forms_api, forms, addresses.provided.form),
        Singleton(form_downloads_api, download_forms, config.base_url),
        Singleton(payments_api, payments),
        Singleton(vouchers_api, promotions),
        Singleton(buyer_vouchers_api, vouchers_for_buyers),
        Singleton(checkout_api, ordering, addresses.provided.order),
        Singleton(cart_rates_api, rate_cart),
        Singleton(shipping_api, shipping, estimate_order),
        Singleton(recap_staff_api, ordering.provided.recap_staff),
        Singleton(pickup_api, pickup, regions),
        Singleton(
            order_form_api, load_form, places.provided.search, Object(whatsapp_link), count_view, config.base_url
        ),
        Singleton(public_order_api, read_public_order, Object(whatsapp_link), config.base_url),
        Singleton(qris_api, Singleton(ordering_.ShowQris, read=read_public_order, draw=Object(draw_qr))),
        Singleton(abandoned_api, drafts),
        Singleton(ordering_api, ordering, addresses.provided.order),
        Singleton(order_downloads_api, download_orders, config.base_url),
        Singleton(paper_api, ordering),
        Singleton(parcels_api, parcels),
        Singleton(shipments_api, parcels),
        Singleton(tracking_api, parcels),
        Singleton(follow_up_api, following_up),
        Singleton(import_orders_api, import_orders),
        Singleton(type_order_api, type_order, addresses.provided.order),
        Singleton(settling_api, settling),
        Singleton(proofs_api, proving),
        Singleton(editing_api, editing),
        Singleton(attending_api, attending),
        Singleton(blocklist_api, blocking),
    )

    # What follows from events, by the name of their class
    outbox = Singleton(SqlOutbox, database, clock)
    handlers = Dict(
        EmailVerificationAsked=Singleton(on, events.EmailVerificationAsked, identity.provided.send_verification_mail),
        AccountKnownAlready=Singleton(on, events.AccountKnownAlready, identity.provided.send_known_account_mail),
        PasswordResetAsked=Singleton(on, events.PasswordResetAsked, identity.provided.send_password_reset_mail),
        PasswordChanged=Singleton(on, events.PasswordChanged, identity.provided.send_password_changed_mail),
        StaffInvited=Singleton(on, events.StaffInvited, identity.provided.send_invitation_mail),
        EmailChangeAsked=Singleton(on, events.EmailChangeAsked, identity.provided.send_email_change_mails),
        StaffRemoved=Singleton(when_staff_leaves, ordering.provided.unassign),
        WebhookArrived=Singleton(when_webhook_arrived, work_off_webhook),
        OrderPlaced=Singleton(when_order_placed, tell_of_order),
        ProofGiven=Singleton(when_proof_given, tell_of_proof),
        BuyerErased=Singleton(when_buyer_erased, images.provided.clear),
        AccountErased=Singleton(when_account_erased, images.provided.clear),
    )
    relay = Singleton(Relay, outbox, handlers, clock, revive=Object(codec.revive))

    lane = Singleton(Lane, jobs.provided.run_next)

    # What recurs
    order_sums = Singleton(SqlOrderSums, database)
    duties = List(
        Singleton(Duty, "gather sums of orders", timedelta(minutes=10), order_sums.provided.gather),
        Singleton(Duty, "expire unpaid orders", timedelta(minutes=1), expire_orders),
        Singleton(Duty, "look after parcels", timedelta(seconds=30), look_after_parcels),
        Singleton(Duty, "make due follow-ups", timedelta(minutes=5), make_due_follow_ups),
        Singleton(Duty, "carry out data deletions", timedelta(minutes=10), data_deletions.provided.carry_out),
        Singleton(
            Duty,
            "forget idempotency keys",
            timedelta(minutes=10),
            Singleton(ForgetOld, database, clock, Object(idempotency.c.at), KEPT_FOR),
        ),
        Singleton(
            Duty,
            "forget who was told of orders",
            timedelta(hours=1),
            Singleton(ForgetOld, database, clock, Object(order_news.c.at), timedelta(days=7)),
        ),
        Singleton(
            Duty,
            "forget webhooks",
            timedelta(days=1),
            Singleton(ForgetOld, database, clock, Object(webhook_inbox.c.at), timedelta(days=30)),
        ),
        Singleton(
            Duty,
            "forget login attempts",
            timedelta(days=1),
            Singleton(ForgetOld, database, clock, Object(login_attempts.c.at), timedelta(days=90)),
        ),
        Singleton(
            Duty,
            "forget ended sessions",
            timedelta(days=1),
            Singleton(ForgetOld, database, clock, Object(sessions.c.expires_at), timedelta(days=30)),
        ),
        Singleton(
            Duty,
            "forget one-time tokens",
            timedelta(days=1),
            Singleton(ForgetOld, database, clock, Object(one_time_tokens.c.expires_at), timedelta(days=7)),
        ),
        Singleton(
            Duty,
            "forget former subdomains",
            timedelta(days=1),
            Singleton(ForgetOld, database, clock, Object(former_subdomains.c.until), timedelta(days=1)),
        ),
        Singleton(Duty, "clear uploads away", timedelta(hours=6), images.provided.clear),
        Singleton(Duty, "clear files of jobs", timedelta(minutes=10), jobs.provided.clear),
        Singleton(
            Duty,
            "forget jobs",
            timedelta(days=1),
            Singleton(ForgetOld, database, clock, Object(jobs_table.c.finished_at), timedelta(days=90)),
        ),
        Singleton(Duty, "know the areas of couriers", timedelta(minutes=10), shipping.provided.areas.provided.know),
        Singleton(Duty, "look domains over", timedelta(hours=1), domains.provided.look_over),
    )
    schedule = Singleton(Schedule, duties, Singleton(SqlRota, database, clock), clock)


def open_container(settings: Settings) -> Container:
    """The container of these settings. Nothing is connected yet."""
    container = Container()
    container.config.from_dict(
        {
            **asdict(settings),
            "in_production": settings.in_production,
            "platform_host": settings.platform_host,
            "files_place": settings.files_place,
            # Couriers may be slow: half of the threads at most wait for them, a quarter of all in streams.
            "threads_for_couriers": max(1, settings.threads // 2),
            "streams_of_couriers": max(1, settings.threads // 4),
        }
    )
    return container


def readiness(database: Database) -> Mapping[str, bool]:
    """What must be so before requests are taken. Raises `Unavailable` where the database does not answer."""
    return {"database": True, "schema": schema_is_current(database)}


def create_app(settings: Settings, container: Container | None = None) -> Flask:
    """The application that serves the API, with everything that it needs made already."""
    container = container or open_container(settings)
    return create_rest(
        # Type checkers do not see what a provider is given: here every facade is made, before the first request.
        container.apis(),
        authenticate=container.identity().authenticate,
        options=RestOptions(
            platform_hosts=settings.platform_hosts,
            max_body_bytes=settings.max_body_bytes,
            cors_origins=settings.cors_origins,
            proxy_hops=settings.proxy_hops,
            metrics_token=settings.metrics_token,
            in_production=settings.in_production,
        ),
        ready=partial(readiness, container.database()),
        store_of_domain=partial(store_of, container.store_addresses().of_domain),
        store_of_subdomain=partial(store_of, container.store_addresses().of_subdomain),
        rate_limit=MemoryRateLimit(
            {kind: rate for kind, rate in (("auth", settings.auth_rate), ("public", settings.public_rate)) if rate}
        ),
        pages=[
            partial(account_pages, identity=container.identity()),
            partial(
                order_pages,
                read=container.read_public_order(),
                submit_proof=container.proving().submit,
                chat=whatsapp_link,
            ),
            partial(order_form_pages, desk=container.order_form_desk()),
            serve_assets,
            partial(serve_images, fetch=container.images().fetch),
            partial(serve_job_files, fetch=container.jobs().fetch),
        ],
    )


def create_worker(settings: Settings, container: Container | None = None) -> Worker:
    """The worker; it has not started."""
    container = container or open_container(settings)
    return Worker(container.relay(), container.schedule(), container.lane())
