"""The life of a store's goods on several backends at once: they are made, edited, sold, counted, given up, taken back.

No backend may differ from another, and in each the books balance. Give the machine backends of your own to see whether
your adapters do as the others do::

    run_state_machine_as_test(lambda: CatalogLife([memory_backend(), mine]))
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bosonline.domain.catalog import Adjustment, Sku, StockChange, StockCount
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.status import followers
from bosonline.testing.backends import Backend
from bosonline.testing.catalog_side import GRINDS, PRODUCTS, Side, Wish
from bosonline.testing.selling import open_stall

BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
SKUS = (*PRODUCTS, *(Sku(f"{product}-{grind}") for product in PRODUCTS for grind in GRINDS))

OFTEN = 10
"""After how many steps everything is looked at."""

_pieces = st.integers(0, 12)
_product = st.sampled_from(PRODUCTS)
_sku = st.sampled_from(SKUS)
_wishes = st.builds(
    Wish,
    price=st.integers(1, 5).map(lambda thousands: thousands * 1_000 + 7),
    on_hand=_pieces,
    seen=st.none() | _pieces,
    grinds=st.lists(st.sampled_from(GRINDS), max_size=3, unique=True),
)
_lines: st.SearchStrategy[Adjustment] = st.builds(
    StockCount, sku=_sku, on_hand=_pieces, seen=st.none() | _pieces, reason=st.just("opname")
) | st.builds(StockChange, sku=_sku, delta=st.integers(-6, 12), reason=st.just("datang"))


def has_orders(life: "CatalogLife") -> bool:
    """Whether anybody has ordered."""
    return bool(life.statuses)


class CatalogLife(RuleBasedStateMachine):
    """Whatever sellers and buyers do with goods in whatever order, every backend does the same, and rightly."""

    def __init__(self, backends: Sequence[Backend]) -> None:
        super().__init__()
        self.steps = 0
        self.agreed = True
        self.statuses: list[Status] = []
        for backend in backends:
            backend.clock.now = BEGIN
        self.sides = [Side(stall=open_stall(backend)) for backend in backends]

    @initialize(first=_wishes, second=_wishes)
    def begin(self, first: Wish, second: Wish) -> None:
        """Two products to start from."""
        for product, wish in zip(PRODUCTS, (first, second), strict=False):
            self._agree(lambda side: side.add(product, wish))  # noqa: B023  # called at once

    @rule(product=_product, wish=_wishes)
    def add(self, product: Sku, wish: Wish) -> None:
        """A new product, or one that is there already."""
        self._agree(lambda side: side.add(product, wish))

    @rule(product=_product, wish=_wishes)
    def edit(self, product: Sku, wish: Wish) -> None:
        """A product is said anew; variants leave the range or come back."""
        self._agree(lambda side: side.edit(product, wish))

    @rule(product=_product, wish=_wishes)
    def edit_variant(self, product: Sku, wish: Wish) -> None:
        """One variant is said anew."""
        self._agree(lambda side: side.edit_variant(product, wish))

    @rule(product=_product, is_active=st.sampled_from([True, True, False]))
    def switch(self, product: Sku, is_active: bool) -> None:
        """A product is sold, or no longer."""
        self._agree(lambda side: side.switch(product, is_active))

    @rule(product=_product)
    def remove(self, product: Sku) -> None:
        """A product is given up: forgotten, or archived where orders refer to it."""
        self._agree(lambda side: side.remove(product))

    @rule(product=_product)
    def restore(self, product: Sku) -> None:
        """A product is taken back."""
        self._agree(lambda side: side.restore(product))

    @rule(adjustments=st.lists(_lines, min_size=1, max_size=3))
    def adjust(self, adjustments: Sequence[Adjustment]) -> None:
        """Stock is set right, often against what there is."""
        self._agree(lambda side: side.adjust(adjustments))

    @rule(sku=_sku, delta=st.integers(1, 12))
    def restock(self, sku: Sku, delta: int) -> None:
        """Goods arrive."""
        self._agree(lambda side: side.adjust([StockChange(sku=sku, delta=delta, reason="datang")]))

    @rule(pieces=st.dictionaries(_sku, st.integers(1, 4), min_size=1, max_size=2), discount=st.integers(0, 900))
    def buy(self, pieces: dict[Sku, int], discount: int) -> None:
        """A buyer orders, perhaps what is not there."""
        self._buy(pieces, discount)

    @rule(at=st.integers(0, 9), qty=st.integers(1, 3))
    def buy_what_is_there(self, at: int, qty: int) -> None:
        """A buyer orders what the inventory shows."""
        skus = self.sides[0].on_sale()
        if skus:
            self._buy({skus[at % len(skus)]: qty}, 0)

    @precondition(has_orders)
    @rule(at=st.integers(0, 5), way=st.integers(0, 9))
    def go_on(self, at: int, way: int) -> None:
        """An order takes a step that it may take."""
        number = len(self.statuses) - 1 - at % len(self.statuses)
        allowed = followers(self.statuses[number], self.sides[0].orders[number].payment_status)
        wanted = allowed[0 if way < 7 else -1] if allowed else Status.CANCELLED
        self._move(number, wanted)

    @precondition(has_orders)
    @rule(at=st.integers(0, 5), wanted=st.sampled_from(list(Status)))
    def move(self, at: int, wanted: Status) -> None:
        """An order is to take any step."""
        self._move(len(self.statuses) - 1 - at % len(self.statuses), wanted)

    @precondition(lambda self: Status.CANCELLED in self.statuses)
    @rule()
    def come_back(self) -> None:
        """A cancelled order is paid late, and wants its goods again."""
        number = len(self.statuses) - 1 - self.statuses[::-1].index(Status.CANCELLED)
        self._agree(lambda side: side.pay_late(number))
        self._move(number, Status.PROCESSING)

    @invariant()
    def all_show_the_same_and_balance(self) -> None:
        """Now and then the lists of all agree, and the books of one after the other balance."""
        self.steps += 1
        if self.steps % OFTEN == 0 and self.agreed:
            self._look()
            self.sides[self.steps // OFTEN % len(self.sides)].check()

    def teardown(self) -> None:
        """At the end all of it is looked at once more."""
        if self.agreed:
            self._look()
            for side in self.sides:
                side.check()

    def _buy(self, pieces: dict[Sku, int], discount: int) -> None:
        self._agree(lambda side: side.buy(pieces, discount))
        if len(self.sides[0].orders) > len(self.statuses):
            self.statuses.append(Status.PENDING)

    def _move(self, number: int, wanted: Status) -> None:
        self._agree(lambda side: side.move(number, wanted))
        self.statuses[number] = self.sides[0].orders[number].status

    def _look(self) -> None:
        self._agree(lambda side: side.shown())

    def _agree(self, call: Callable[[Side], object]) -> None:
        first, *others = [side.outcome(call) for side in self.sides]
        for side, other in zip(self.sides[1:], others, strict=True):
            if other != first:
                self.agreed = False
                raise AssertionError(f"{side.name} has {other!r} where {self.sides[0].name} has {first!r}")
