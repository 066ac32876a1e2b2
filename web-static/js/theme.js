// A classic script in the head: it runs before the first paint, so that a chosen theme never flashes.
(() => {
  const order = ["system", "light", "dark"];
  const asked = new URLSearchParams(location.search).get("theme");
  let theme = order.includes(asked) ? asked : stored() ?? "system";
  apply();

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    label(button);
    button.addEventListener("click", () => {
      theme = order[(order.indexOf(theme) + 1) % order.length];
      // Without storage (a private window may refuse it) the choice lasts as long as the page.
      try { localStorage.setItem("theme", theme); } catch (error) { console.info("The theme is not remembered:", error.message); }
      apply();
      label(button);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
  });

  function stored() {
    try {
      const value = localStorage.getItem("theme");
      return order.includes(value) ? value : null;
    } catch {
      return null;
    }
  }

  function apply() {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    announce();
  }

  function announce() { document.dispatchEvent(new CustomEvent("themechange")); }

  function label(button) {
    const word = document.createElement("span");
    word.className = "word";
    word.textContent = "Theme: ";
    button.replaceChildren(word, theme);
  }
})();
