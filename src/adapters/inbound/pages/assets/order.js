// One page instead of four steps. Whatever fails here leaves the steps as they were: they need no script.
"use strict";
(() => {
  const form = document.getElementById("form");
  if (!form) return;
  const told = form.dataset;
  const all = (selector) => [...form.querySelectorAll(selector)];
  const one = (selector) => form.querySelector(selector);
  const later = (wait, act) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(act, wait); };
  };

  // All steps in their order, on one page
  const shown = one("section[data-step]");
  for (const step of all(".stepwise")) step.remove();
  const summary = document.getElementById("summary");
  const bar = one(".bar");
  for (const part of all("template[data-step]")) part.replaceWith(part.content);
  summary.replaceWith(summary.content);
  document.documentElement.classList.add("one-page");
  for (const back of all('.bar .second')) back.remove();
  const go = document.getElementById("go");
  go.value = "order";
  go.textContent = told.order;
  const seen = field("expected_total"), token = field("abandoned");
  if (shown && shown.dataset.step !== "goods" && !document.getElementById("wrong")) shown.scrollIntoView();

  function field(name) {
    const made = document.createElement("input");
    made.type = "hidden";
    made.name = name;
    form.append(made);
    return made;
  }

  // Quantities by two buttons
  for (const box of all(".qty")) {
    const input = box.firstElementChild;
    const step = (by, sign, text) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", text + " " + form.querySelector(`label[for="${CSS.escape(input.id)}"]`).textContent.trim());
      button.addEventListener("click", () => {
        const most = input.max === "" ? Infinity : Number(input.max);
        input.value = Math.max(0, Math.min(most, (Number.parseInt(input.value, 10) || 0) + by));
        input.dispatchEvent(new Event("input", { bubbles: true }));
      });
      return button;
    };
    box.prepend(step(-1, "−", told.fewer));
    box.append(step(1, "+", told.more));
    box.classList.add("steps-on");
  }

  // Figures, as the server reckons them
  const total = document.getElementById("total"), rows = document.getElementById("rows"), sum = one(".sumup");
  let asked = 0, isDue = false;
  async function reckon() {
    await figure();
    if (!isDue || sum.classList.contains("wait")) return;
    isDue = false;
    form.requestSubmit(go);
  }
  async function figure() {
    const mine = ++asked;
    let found = null;
    try {
      const body = new URLSearchParams(new FormData(form));
      body.set("go", "total");
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.headers.get("Content-Type") === "application/json") found = await answer.json();
    } catch { /* the server reckons once more when the order is sent */ }
    if (mine !== asked) return;
    sum.classList.remove("wait");
    show(found && found.couriers);
    fault("courier", found && ["courier", "district"].includes(found.field) ? found.message : "");
    fault("voucher", found && found.field === "voucher" ? found.message : "");
    if (!found || found.total === undefined) {
      total.textContent = "";
      rows.replaceChildren();
      return;
    }
    seen.value = found.expected;
    total.textContent = found.total;
    rows.replaceChildren(...found.rows.map(([label, amount]) => line(label, amount)));
    const hint = document.getElementById("used-voucher");
    if (hint) hint.textContent = found.vouchers ? told.used : "";
  }

  const couriers = document.getElementById("couriers"), couriersTold = document.getElementById("couriers-told");
  let answering = null, answered = "";
  const reckonLater = later(350, () => {
    const cart = sendable();
    if (answering && cart === answered) return;
    if (answering) answering.close();
    answering = null;
    if (!cart || cart === answered) {
      reckon();
      return;
    }
    answered = cart;
    listen(cart);
  });
  function reckonSoon() {
    // From now on the figures are old, also those that are on their way: who orders waits for the new ones
    asked++;
    seen.value = "";
    sum.classList.add("wait");
    reckonLater();
  }

  // What couriers are asked: nothing without goods and a district, or where the price is the seller's own
  function sendable() {
    const data = new FormData(form), district = data.get("district");
    if (!couriers || !district || !window.EventSource) return "";
    const entries = [...data], items = entries.filter(([name, qty]) => name.startsWith("qty.") && /^[1-9]\d{0,3}$/.test(qty));
    if (!items.length) return "";
    const query = new URLSearchParams({
      subdomain: told.subdomain,
      district_code: district.slice(0, 8),
      items: items.map(([name, qty]) => `${name.slice(4)}:${qty}`).join(),
    });
    const bumps = entries.flatMap(([name]) => (name.startsWith("bump.") ? [name.slice(5)] : []));
    if (bumps.length) query.set("bumps", bumps.join());
    if (data.get("method")) query.set("payment_method", data.get("method"));
    return String(query);
  }

  // Each courier is shown when it answers; the figures follow when all have, and decide
  function listen(cart) {
    const offers = [], events = answering = new EventSource(`/store/order/checkout/${told.slug}/rates/stream?${cart}`);
    const before = couriers.querySelector("input:checked");
    events.addEventListener("rates", ({ data }) => {
      offers.push(...JSON.parse(data).data);
      offers.sort((one, other) => one.price - other.price);
      const chosen = (couriers.querySelector("input:checked") || before || {}).value;
      show(offers.map((offer) => {
        const key = `${offer.courier_code}/${offer.service_code}`, days = offer.etd && told.days.replace("{days}", offer.etd);
        return [key, offer.courier_name, days, "Rp" + offer.price.toLocaleString("id-ID"), key === chosen];
      }));
    });
    for (const end of ["end", "error"]) events.addEventListener(end, () => {
      events.close();
      if (answering !== events) return;
      answering = null;
      reckon();
    });
  }

  function show(found) {
    if (!couriers || !found) return;
    if (found.length) couriersTold.textContent = "";
    const focused = couriers.contains(document.activeElement) && document.activeElement.value;
    couriers.replaceChildren(...found.map(([key, name, days, price, isChosen]) => {
      const label = pick({ code: key, path: name }, "courier"), end = document.createElement("b");
      if (days) {
        const small = document.createElement("small");
        small.textContent = days;
        label.lastChild.append(document.createElement("br"), small);
      }
      end.className = "end";
      end.textContent = price;
      label.append(end);
      label.firstChild.checked = isChosen;
      return label;
    }));
    for (const radio of couriers.querySelectorAll("input")) if (radio.value === focused) radio.focus();
  }

  function line(label, amount) {
    const row = document.createElement("div");
    for (const [tag, text] of [["dt", label], ["dd", amount]]) {
      const cell = document.createElement(tag);
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }

  function fault(name, message) {
    const input = document.getElementById("f-" + name);
    if (!input) return;
    let note = document.getElementById("e-" + name);
    if (note) note.remove();
    if (!message) {
      input.removeAttribute("aria-invalid");
      return;
    }
    note = document.createElement("p");
    note.className = "fault";
    note.id = "e-" + name;
    note.textContent = message;
    input.after(note);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", note.id);
  }

  const voucher = document.getElementById("f-voucher");
  if (voucher) {
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.id = "used-voucher";
    hint.setAttribute("role", "status");
    voucher.after(hint);
  }

  // Places while one types
  const place = form.querySelector('[name="place"]'), places = document.getElementById("places");
  const placesTold = document.getElementById("places-told");
  placesTold.textContent = "";
  let searched = place.value;
  const seek = later(250, async () => {
    const words = place.value.trim();
    if (words.length < 2 || words === searched) return;
    searched = words;
    const query = new URLSearchParams({ keyword: words, subdomain: told.subdomain, limit: 8 });
    try {
      const answer = await fetch(`/store/order/checkout/${told.slug}/regions?${query}`);
      const { data } = await answer.json();
      if (words !== place.value.trim()) return;
      places.replaceChildren(...data.map((found) => pick(found)));
      placesTold.textContent = data.length ? told.found.replace("{count}", data.length) : told.none;
      reckonSoon();
    } catch {
      searched = "";
      placesTold.textContent = told.lost;
    }
  });
  function pick(found, name = "district") {
    const label = document.createElement("label"), radio = document.createElement("input"), text = document.createElement("span");
    label.className = "pick";
    radio.type = "radio";
    radio.name = name;
    radio.value = found.code;
    text.textContent = found.path;
    label.append(radio, text);
    return label;
  }
  place.addEventListener("input", seek);
  place.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  // What was typed, once there is a number: the field says so
  const isPhone = (text) => /^(\+?62|0)?8\d{7,11}$/.test(text.replace(/[\s().-]/g, ""));
  let kept = "";
  const keep = later(1500, async () => {
    const data = new FormData(form), phone = data.get("phone");
    if (!isPhone(phone)) return;
    const items = [...data].filter(([name, qty]) => name.startsWith("qty.") && /^[1-9]\d{0,3}$/.test(qty));
    const body = {
      customer: { phone, ...(data.get("name") ? { name: data.get("name") } : {}) },
      items: items.map(([name, qty]) => ({ sku: name.slice(4), qty: Number(qty) })),
      payment_method: data.get("method") || undefined,
      source: JSON.parse(told.source || "{}"),
    };
    const street = (data.get("street") || "").trim(), district = data.get("district");
    if (district && street.length > 2) body.address = { street, district_code: district.slice(0, 8) };
    const text = JSON.stringify(body);
    if (text === kept) return;
    kept = text;
    const headers = { "Content-Type": "application/json" };
    try {
      const path = "/store/order/abandoned" + (token.value ? "/" + token.value : "");
      const sent = token.value ? text : JSON.stringify({ ...body, form: told.slug, subdomain: told.subdomain });
      const answer = await fetch(path, { method: token.value ? "PUT" : "POST", headers, body: sent });
      if (answer.ok) token.value = (await answer.json()).data.token;
    } catch { kept = ""; }
  });

  form.addEventListener("input", (event) => {
    keep();
    if (/^(qty\.|bump\.|district$|courier$|method$|voucher$|phone$)/.test(event.target.name)) reckonSoon();
  });

  // Once is enough
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (sending) {
      event.preventDefault();
      return;
    }
    if (sum.classList.contains("wait")) {
      // Who is quicker than the figures orders as soon as they are there
      event.preventDefault();
      isDue = true;
      go.setAttribute("aria-busy", "true");
      return;
    }
    sending = true;
    asked++;
    go.setAttribute("aria-busy", "true");
    go.textContent = told.ordering;
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sending = false;
    go.textContent = told.order;
    go.removeAttribute("aria-busy");
  });
  const wrong = document.getElementById("wrong");
  if (wrong) wrong.focus();
  reckonSoon();
})();
