"""The form's page on a slow phone: how much it fetches, whether it stands still, and what it shows first."""

from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import Phone, Shop

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
OBSERVED = """
window.vitals = {shift: 0, largest: null};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) vitals.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => {
  const last = list.getEntries().at(-1);
  vitals.largest = {at: last.startTime, tag: last.element && last.element.tagName};
}).observe({type: "largest-contentful-paint", buffered: true});
"""
FETCHED = """
[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => ({
  path: new URL(entry.name).pathname, bytes: entry.transferSize, blocks: entry.renderBlockingStatus === "blocking",
}))
"""


@pytest.mark.parametrize("language", ["id-ID", "en-GB"])
def test_the_form_is_light_and_stands_still(sqlite_shop: Shop, phone: Phone, language: str) -> None:
    page = phone.page(language=language)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW_4G)
    network.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(OBSERVED)

    page.goto(sqlite_shop.form, wait_until="networkidle")
    expect(page.locator("#total")).to_have_text("Rp61.800")

    vitals: dict[str, Any] = page.evaluate("vitals")
    fetched: list[dict[str, Any]] = page.evaluate(FETCHED)
    pictures = [one for one in fetched if one["path"].startswith("/files/")]
    assert pictures
    assert vitals["shift"] < 0.1
    assert vitals["largest"] is not None
    assert sum(one["bytes"] for one in fetched if one not in pictures) < 60_000
    assert len(fetched) <= 10
    assert [one["path"] for one in fetched if one["blocks"] and not one["path"].endswith(".css")] == []
    sized = page.evaluate("[...document.images].every((image) => image.width && image.height && image.alt !== null)")
    assert sized
