(() => {
  const live = document.getElementById("live"), told = document.getElementById("told");
  let wait = 15000;
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(live.dataset.url, { headers: { Accept: "application/json" } });
        if (answer.ok && String((await answer.json()).version) !== live.dataset.version) {
          told.textContent = told.dataset.changed;
          location.reload();
          return;
        }
      } catch { /* offline: the next look may do better */ }
      wait = Math.min(wait * 1.25, 120000);
    }
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
