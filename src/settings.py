"""Every setting, from `BOSONLINE_...` variables, checked before anything starts."""

import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Self, cast
from urllib.parse import urlsplit

PREFIX = "BOSONLINE_"
TEST_PREFIX = "BOSONLINE_TEST_"
SHORTEST_SECRET = 32
DEVELOPMENT_SECRET = "development-only-secret-of-no-value-0123456789"  # noqa: S105  # refused in production


class SettingsInvalid(Exception):
    """One or more variables are missing or wrong; the text names each and says why."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        self.problems = dict(problems)
        lines = [f"{variable}: {why}" for variable, reasons in sorted(self.problems.items()) for why in reasons]
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can set. `docs/operations.md` describes each variable."""

    parties: ClassVar[tuple[str, ...]] = ("boscod_url", "winpay_url", "messenger_url")

    environment: str = "development"
    database_url: str = "sqlite:///var/bosonline.db"
    database_pool: int = 16
    sqlite_synchronous: str = "FULL"
    secret: str = DEVELOPMENT_SECRET
    former_secrets: tuple[str, ...] = ()
    base_url: str = "http://127.0.0.1:8080"
    platform_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 16
    workers: int = 1
    max_body_bytes: int = 1_048_576
    cors_origins: tuple[str, ...] = ()
    proxy_hops: int = 0
    auth_rate: int = 60
    public_rate: int = 240
    metrics_token: str | None = None
    mail_url: str = "console:"
    mail_from: str = "BosOnline <no-reply@localhost>"
    messenger: str = "link"
    messenger_url: str | None = None
    messenger_token: str | None = None
    deletion_grace_hours: int = 24
    dns_resolver: str | None = None
    domain_target: str | None = None
    boscod_url: str | None = None
    boscod_token: str | None = None
    winpay_url: str | None = None
    log_format: str = "console"
    log_level: str = "info"
    var: Path = field(default_factory=lambda: Path("var"))
    files_url: str | None = None
    files_endpoint: str | None = None
    files_region: str | None = None
    files_access_key: str | None = None
    files_secret_key: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The settings that these variables (by default the process's own) make.

        Raises `SettingsInvalid`, which names every variable that is wrong, unknown or missing, all at once.
        """
        environ = os.environ if environ is None else environ
        given = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
        values, problems = _read(cls, given)
        settings = cls(**values)
        for variable, why in (*settings._contradictions(), *_unknown(cls, given)):
            problems.setdefault(variable, []).append(why)
        if problems:
            raise SettingsInvalid(problems)
        return settings

    @property
    def in_production(self) -> bool:
        """Whether twins, made-up secrets and console mail are refused."""
        return self.environment == "production"

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is the embedded one, which has a single writing process."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def variables(cls) -> dict[str, Any]:
        """The name of every variable with the default of its setting."""
        return {
            variable_of(spec.name): spec.default_factory() if spec.default_factory is not MISSING else spec.default
            for spec in fields(cls)
        }

    @property
    def platform_host(self) -> str:
        """The host whose subdomains are stores: the first of the platform's that has a name, not an address."""
        return next((host for host in self.platform_hosts if not _is_address(host)), "localhost")

    @property
    def files_place(self) -> str:
        """Where files are kept: the place that was named, else a folder in `var`."""
        return self.files_url or (self.var / "files").absolute().as_uri()

    def _contradictions(self) -> Iterator[tuple[str, str]]:
        if self.on_sqlite and self.workers > 1:
            yield variable_of("workers"), "SQLite has one writing process: leave it at 1, or use PostgreSQL"
        if self.messenger != "link":
            for name in ("messenger_url", "messenger_token"):
                if getattr(self, name) is None:
                    yield variable_of(name), f"is needed where BOSONLINE_MESSENGER is {self.messenger}"
        if (self.files_access_key is None) != (self.files_secret_key is None):
            missing = "files_secret_key" if self.files_secret_key is None else "files_access_key"
            yield variable_of(missing), "is missing: the two keys belong together"
        if self.in_production:
            yield from self._unfit_for_production()

    def _unfit_for_production(self) -> Iterator[tuple[str, str]]:
        if self.secret == DEVELOPMENT_SECRET:
            yield variable_of("secret"), "the built-in secret is public: set your own"
        elif len(self.secret) < SHORTEST_SECRET:
            yield variable_of("secret"), f"is too short: at least {SHORTEST_SECRET} characters, made by chance"
        if self.mail_url.startswith("console"):
            yield variable_of("mail_url"), "mail must reach people in production: give smtp://... or smtps://..."
        for name in self.parties:
            # A generic gateway may well be the seller's own, on the same machine.
            own_gateway = name == "messenger_url" and self.messenger == "generic"
            if not own_gateway and _is_loopback(getattr(self, name)):
                yield variable_of(name), "points at this machine: the sandbox twins are not for production"


def variable_of(name: str) -> str:
    """The variable that gives a setting."""
    return f"{PREFIX}ENV" if name == "environment" else f"{PREFIX}{name.upper()}"


def _read(settings: type[Settings], given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    # environs brings marshmallow, which costs more than all the rest of a `--help`.
    from environs import Env, EnvValidationError  # noqa: PLC0415
    from marshmallow.validate import OneOf, Range  # noqa: PLC0415

    class Given(Env):
        """These variables, and not those of the process."""

        def _get_value(self, env_key: str, default: Any) -> Any:
            return given.get(env_key) or default

    env = Given(eager=False)
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        "environment": (env.str, {"validate": OneOf(("development", "test", "production"))}),
        "database_url": (env.str, {"validate": _database_url}),
        "database_pool": (env.int, {"validate": Range(1, 200)}),
        "sqlite_synchronous": (env.str, {"validate": OneOf(("FULL", "NORMAL"))}),
        "base_url": (env.str, {"validate": _web_address}),
        "platform_hosts": (env.list, {}),
        "cors_origins": (env.list, {}),
        "former_secrets": (env.list, {}),
        "port": (env.int, {"validate": Range(0, 65535)}),
        "threads": (env.int, {"validate": Range(1, 256)}),
        "workers": (env.int, {"validate": Range(1, 64)}),
        "max_body_bytes": (env.int, {"validate": Range(1024, 268_435_456)}),
        "proxy_hops": (env.int, {"validate": Range(0, 8)}),
        "auth_rate": (env.int, {"validate": Range(0, 1_000_000)}),
        "public_rate": (env.int, {"validate": Range(0, 1_000_000)}),
        "mail_url": (env.str, {"validate": _mail_address}),
        "deletion_grace_hours": (env.int, {"validate": Range(0, 70)}),
        "dns_resolver": (env.str, {"validate": _name_server}),
        "domain_target": (env.str, {"validate": _host_name}),
        "messenger": (env.str, {"validate": OneOf(("link", "generic"))}),
        **{party: (env.str, {"validate": _web_address}) for party in settings.parties},
        "log_format": (env.str, {"validate": OneOf(("console", "json"))}),
        "log_level": (env.str, {"validate": OneOf(("debug", "info", "warning", "error"))}),
        "var": (env.path, {}),
        "files_url": (env.str, {"validate": _files_url}),
        "files_endpoint": (env.str, {"validate": _web_address}),
    }
    values: dict[str, Any] = {}
    for variable, default in _defaults(settings, given).items():
        name = "environment" if variable == f"{PREFIX}ENV" else variable.removeprefix(PREFIX).lower()
        parse, rules = kinds.get(name, (env.str, {}))
        value = parse(variable, default, **rules)
        if value is None:  # or wrong: then its default is looked at beside the others
            value = default
        values[name] = tuple(part.strip() for part in value if part.strip()) if isinstance(default, tuple) else value
    try:
        env.seal()
    except EnvValidationError as error:
        messages = cast(Mapping[str, list[str]], error.error_messages)
        return values, {variable: [str(why) for why in reasons] for variable, reasons in messages.items()}
    return values, {}


def _defaults(settings: type[Settings], given: Mapping[str, str]) -> dict[str, Any]:
    """The defaults, of which some follow from other variables."""
    defaults = settings.variables()
    if given.get(f"{PREFIX}DATABASE_URL", "").startswith("postgresql"):
        defaults |= {f"{PREFIX}WORKERS": os.cpu_count() or 1, f"{PREFIX}THREADS": 4}
    host, port = (given.get(f"{PREFIX}{name}") or defaults[f"{PREFIX}{name}"] for name in ("HOST", "PORT"))
    shown = f"[{host}]" if ":" in host else host
    return defaults | {f"{PREFIX}BASE_URL": f"http://{shown}:{port}"}


def _unknown(settings: type[Settings], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    known = list(settings.variables())
    for name in given:
        if name not in known and not name.startswith(TEST_PREFIX):
            close = get_close_matches(name, known, n=1)
            yield name, "is no setting" + (f"; did you mean {close[0]}?" if close else "")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(url: str | None) -> bool:
    if url is None:
        return False
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _database_url(text: str) -> None:
    _demand(
        re.match(r"sqlite(\+pysqlite)?:///|postgresql(\+psycopg)?://", text) is not None,
        "must be sqlite:///... or postgresql://...",
    )


def _files_url(text: str) -> None:
    split = urlsplit(text)
    in_folder = split.scheme == "file" and not split.netloc and len(split.path) > 1
    in_bucket = split.scheme == "s3" and re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,62}", split.netloc) is not None
    fits = (in_folder or in_bucket) and not split.query and not split.fragment
    _demand(fits, "must be file:///folder or s3://bucket/prefix")


def _web_address(text: str) -> None:
    split = urlsplit(text)
    _demand(split.scheme in {"http", "https"} and bool(split.hostname), "must be http://... or https://...")


def _name_server(text: str) -> None:
    bare = f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text
    try:
        split = urlsplit(f"//{bare}")
        ipaddress.ip_address(split.hostname or "")
        named = split.port is None or split.port > 0
    except ValueError:
        named = False
    _demand(named, "must be an address, perhaps with a port: 1.1.1.1 or 127.0.0.1:5353")


def _host_name(text: str) -> None:
    labels = re.fullmatch(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", text) is not None
    _demand(labels and len(text) <= 253, "must be the name of a host, like toko.bosonline.id")


def _mail_address(text: str) -> None:
    scheme, separator, rest = text.partition(":")
    fits = (scheme == "console" and not rest) or (scheme in {"smtp", "smtps"} and rest.startswith("//"))
    _demand(bool(separator) and fits, "must be console:, smtp://... or smtps://...")


def _demand(fulfilled: bool, otherwise: str) -> None:
    from marshmallow import ValidationError  # noqa: PLC0415  # as above

    if not fulfilled:
        raise ValidationError(otherwise)
