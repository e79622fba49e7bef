"""A toy API that is nothing but the ground rules, on works in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bosonline.adapters.inbound.rest.access import Access, Open
from bosonline.adapters.inbound.rest.api import Api, Call, Operation, Tagged
from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.cursors import Cursor, encode
from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Day,
    Flag,
    Form,
    Inside,
    ListOf,
    MapOf,
    Moment,
    Page,
    Text,
    WholeNumber,
)
from bosonline.domain.errors import Conflict, NotFound, PreconditionFailed, Unauthenticated
from bosonline.domain.identity import Account, Action, Member, Module, Role, SessionId, StaffId, StoreId, UserId
from bosonline.testing.backends import memory_backend

ACCESS: dict[str, Access] = {
    "GET /toys": (Module.PRODUCT, Action.READ),
    "POST /toys": (Module.PRODUCT, Action.CREATE),
    "GET /toys/{id}": (Module.PRODUCT, Action.READ),
    "PUT /toys/{id}": (Module.PRODUCT, Action.UPDATE),
    "DELETE /toys/{id}": (Module.PRODUCT, Action.DELETE),
    "POST /toys/images": Open.MEMBER,
    "POST /toys/import": Open.MEMBER,
    "PUT /toys/download": Open.MEMBER,
    "GET /toys/{id}/parts/{number}": Open.MEMBER,
    "POST /auth/hello": Open.PUBLIC,
    "POST /auth/leave": Open.SIGNED_IN,
    "POST /webhooks/toys/{secret}": Open.PUBLIC,
    "GET /shelf/{slug}": Open.PUBLIC,
    "GET /admin/toys": Open.PLATFORM,
}
TOKENS = {"owner": Role.OWNER, "reader": Role.CS}


class ToyLocked(Conflict):
    """The toy does not change."""

    code = "toy-locked"
    text = "The toy {toy} is {status}"


class Part(Body):
    name = Text(required=True, least=1, most=40)
    qty = WholeNumber(required=True, least=1, most=1000)


class ToyBody(Body):
    name = Text(required=True, least=1, most=80)
    story = Text(most=1000, multiline=True, load_default="")
    code = Text(most=20, pattern="[A-Z]{1,4}[0-9]{1,4}", load_default=None)
    price = WholeNumber(load_default=0)
    kind = Choice(["wood", "wool"], load_default="wood")
    grade = Choice([1, 2, 3], load_default=1)
    loud = Flag(load_default=False)
    made_at = Moment(load_default=None)
    born = Day(load_default=None)
    parts = ListOf(Inside(Part), most=5, load_default=list)
    labels = MapOf(Text(most=20), most=3, load_default=dict)


class ToyQuery(Page):
    sort_by = Choice(["name"], load_default="name")
    category = Choice(["name", "story"], load_default=None)
    loud = Flag(load_default=None)
    kinds = ListOf(Choice(["wood", "wool"]), most=2, load_default=None)
    born = Day(load_default=None)
    cursor = Cursor([int, str])


class HelloBody(Body):
    name = Text(required=True, least=1, pattern="[a-z]{1,20}")


class LeaveBody(Body):
    all = Flag(load_default=False)


class CaptionForm(Form):
    caption = Text(most=40, load_default=None)


class ToyAnswer(Answer):
    id = Text(required=True)
    name = Text(required=True)
    price = WholeNumber(required=True)


class ToyWritten(Answer):
    message = Text(required=True)
    data = Inside(ToyAnswer, required=True)


class ToysAnswer(Answer):
    data = ListOf(Inside(ToyAnswer), required=True)
    total = WholeNumber()
    next_cursor = Text(allow_none=True)


@dataclass(frozen=True, slots=True)
class ToyMade:
    """What making a toy gives."""

    id: str
    name: str
    price: int


@dataclass(slots=True)
class Toys:
    """The shelf behind the toy API."""

    backend: Any = field(default_factory=memory_backend)
    made: dict[str, tuple[ToyMade, int]] = field(default_factory=dict)
    racing: int = 0

    def find(self, name: str) -> tuple[ToyMade, int]:
        if name not in self.made:
            raise NotFound
        return self.made[name]


def toy_api(toys: Toys) -> Api:  # noqa: C901  # one view after another
    """The operations of the toy API."""
    api = Api("toys", ACCESS)
    example = {"name": "Duck", "parts": [{"name": "wheel", "qty": 4}]}
    written = {"message": "Toy made", "data": {"id": "T1", "name": "Duck", "price": 0}}

    def render_made(made: ToyMade) -> dict[str, Any]:
        return {"message": "Toy made", "data": made}

    @api.get("/toys", query=ToyQuery, answer=ToysAnswer)
    def toy_list(call: Call) -> dict[str, Any]:
        """Toy List

        All toys.
        """
        if call.query["cursor"] is not None:
            call.query["cursor"].expect(int)
        rows = [made for made, _ in toys.made.values()][: call.query["limit"]]
        return {"data": rows, "total": len(toys.made), "next_cursor": encode(1, 1) if rows else None}

    @api.post(
        "/toys",
        body=ToyBody,
        answer=ToyWritten,
        render=render_made,
        status=201,
        example=example,
        answer_example=written,
        refusals=(ToyLocked,),
    )
    def make_toy(call: Call) -> ToyMade:
        """Make Toy

        One toy.
        """
        with toys.backend.work(call.member.store, call.once) as work:
            if call.body["name"] == "locked":
                raise ToyLocked(toy="T0", status="locked")
            made = ToyMade(f"T{len(toys.made) + 1}", call.body["name"], call.body["price"])
            toys.made[made.id] = made, 1
            work.commit(made)
        return made

    @api.get("/toys/<code:id>", answer=ToyAnswer, refusals=(NotFound,))
    def toy(call: Call, name: str) -> Tagged:
        """Toy"""
        made, version = toys.find(name)
        return Tagged({"id": made.id, "name": made.name, "price": made.price}, version)

    @api.put("/toys/<code:id>", body=ToyBody, answer=ToyWritten, versioned=True, example=example)
    def write_toy(call: Call, name: str) -> dict[str, Any]:
        """Edit Toy"""
        _, version = toys.find(name)
        if call.seen_version not in (None, version):
            raise PreconditionFailed
        made = ToyMade(name, call.body["name"], call.body["price"])
        toys.made[name] = made, version + 1
        return {"message": "Toy written", "data": made}

    @api.delete("/toys/<code:id>", versioned=True)
    def delete_toy(call: Call, name: str) -> dict[str, Any]:
        """Delete Toy"""
        del toys.made[toys.find(name)[0].id]
        return {"message": "Toy deleted"}

    @api.post(
        "/toys/images", files={"image": True}, form=CaptionForm, max_body_bytes=2_000_000, status=201, idempotent=False
    )
    def upload(call: Call) -> dict[str, Any]:
        """Upload Image"""
        return {"message": "Kept", "size": len(call.files["image"].content), "caption": call.body["caption"]}

    @api.post("/toys/import", body=HelloBody, files={"image": True})
    def prove(call: Call) -> dict[str, Any]:
        """Proof"""
        with toys.backend.work(call.member.store, call.once) as work:
            size = {"size": len(call.files["image"].content) if call.files else 0}
            work.commit(size)
        return size

    @api.put("/toys/download", media=("text/csv", "application/zip"))
    def download(call: Call) -> Any:
        """Download"""
        from flask import Response  # noqa: PLC0415  # the only view that answers no JSON

        return Response(b"id\n", content_type="text/csv")

    @api.get("/toys/<code:id>/parts/<id:number>")
    def part(call: Call, name: str, number: int) -> dict[str, Any]:
        """Part"""
        return {"toy": toys.find(name)[0].id, "number": number}

    @api.post("/auth/hello", body=HelloBody, idempotent=False)
    def hello(call: Call) -> dict[str, Any]:
        """Hello"""
        return {"message": call.body["name"], "subdomain": call.subdomain}

    @api.post("/auth/leave", body=LeaveBody, idempotent=False)
    def leave(call: Call) -> dict[str, Any]:
        """Leave"""
        return {"message": "bye", "all": call.body["all"]}

    @api.post("/webhooks/toys/<secret:secret>", idempotent=False)
    def callback(call: Call, secret: str) -> dict[str, Any]:
        """Callback"""
        return {"message": "ok"}

    @api.get("/shelf/<slug:slug>")
    def shelf(call: Call, slug: str) -> dict[str, Any]:
        """Shelf"""
        return {"slug": slug, "subdomain": call.subdomain}

    @api.get("/admin/toys")
    def all_toys(call: Call) -> dict[str, Any]:
        """All toys"""
        return {"total": len(toys.made)}

    return api


def authenticate(*, access_token: str) -> Account:
    """Accounts whose tokens are their names."""
    if access_token not in (*TOKENS, "storeless", "admin"):
        raise Unauthenticated
    user = UserId(1 + (*TOKENS, "storeless", "admin").index(access_token))
    role = TOKENS.get(access_token)
    member = role and Member(
        store=StoreId(1),
        user=user,
        staff=StaffId(1),
        name=access_token,
        role=role,
        rights=frozenset({(Module.PRODUCT, Action.READ)}),
    )
    return Account(
        user=user,
        session=SessionId("s"),
        name=access_token,
        is_platform_admin=access_token == "admin",
        member=member or None,
    )


@pytest.fixture
def toys() -> Toys:
    """An empty shelf."""
    return Toys()


@pytest.fixture
def operations(toys: Toys) -> list[Operation]:
    """What the toy API declares."""
    return toy_api(toys).operations


@pytest.fixture
def make_app(toys: Toys) -> Callable[..., Flask]:
    """Makes the toy application; arguments that are options go there, the others to `create_rest`."""

    def make(**given: Any) -> Flask:
        names = RestOptions.__dataclass_fields__
        options = {name: value for name, value in given.items() if name in names}
        parts = {name: value for name, value in given.items() if name not in names}
        return create_rest(
            [toy_api(toys)],
            authenticate=authenticate,
            options=RestOptions(**{"propagate_bugs": True, "access_log": False, **options}),
            **parts,
        )

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The toy application as it stands by default."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that nobody is signed in with."""
    return app.test_client()


@pytest.fixture
def owner(app: Flask) -> FlaskClient:
    """A client of the store's owner."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer owner"
    return client
