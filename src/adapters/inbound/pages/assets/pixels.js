// Tells the configured services of one event; nothing of who the buyer is. They are loaded by this script alone.
"use strict";
(() => {
  const { meta, tiktok, google, gtm, event, key, value } = document.currentScript.dataset;
  const amount = value === undefined ? {} : { value: Number(value), currency: "IDR" };
  const load = (source) => {
    const script = document.createElement("script");
    script.async = true;
    script.src = source;
    document.head.append(script);
  };
  if (meta) {
    const fbq = (window.fbq = window._fbq = (...said) => (fbq.callMethod ? fbq.callMethod(...said) : fbq.queue.push(said)));
    Object.assign(fbq, { queue: [], loaded: true, version: "2.0", push: fbq });
    // Its own watching of clicks and of what is typed stays off.
    fbq("set", "autoConfig", false, meta);
    fbq("init", meta);
    fbq("track", "PageView");
    if (event !== "PageView") fbq("track", event, amount, key ? { eventID: key } : {});
    load("https://connect.facebook.net/en_US/fbevents.js");
  }
  if (tiktok) {
    const ttq = (window.ttq = []);
    window.TiktokAnalyticsObject = "ttq";
    ttq._i = { [tiktok]: Object.assign([], { _u: "https://analytics.tiktok.com/i18n/pixel/events.js" }) };
    ttq._t = { [tiktok]: Date.now() };
    ttq._o = { [tiktok]: {} };
    for (const name of ["page", "track"]) ttq[name] = (...said) => ttq.push([name, ...said]);
    ttq.page();
    if (event === "Purchase") ttq.track("CompletePayment", amount, { event_id: key });
    else if (event !== "PageView") ttq.track(event, amount);
    load(`https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=${tiktok}&lib=ttq`);
  }
  const tags = google || gtm;
  if (tags) {
    window.dataLayer = [];
    const gtag = function () { window.dataLayer.push(arguments); };
    gtag("js", new Date());
    if (google) gtag("config", google);
    const name = { Purchase: "purchase", InitiateCheckout: "begin_checkout" }[event];
    if (name) {
      gtag("event", name, { ...amount, ...(key ? { transaction_id: key } : {}) });
      window.dataLayer.push({ event: name, ecommerce: { ...amount, ...(key ? { transaction_id: key } : {}) } });
    }
    if (google) load(`https://www.googletagmanager.com/gtag/js?id=${google}`);
    if (gtm) load(`https://www.googletagmanager.com/gtm.js?id=${gtm}`);
  }
})();
