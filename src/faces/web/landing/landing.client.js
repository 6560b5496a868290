// Tabs of the landing page. Without it everything is there, one thing after another.
const tabs = document.querySelector("[data-tabs]");
const panels = [...(tabs?.querySelectorAll("[data-panel]") ?? [])];
if (tabs && panels.length > 0) {
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Your client");
  const buttons = panels.map((panel) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tab";
    button.id = `${panel.id}-tab`;
    button.textContent = panel.dataset.panel;
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    panel.tabIndex = 0;
    panel.querySelector("h3").hidden = true;
    list.append(button);
    return button;
  });
  const choose = (at) => {
    for (const [n, button] of buttons.entries()) {
      button.setAttribute("aria-selected", String(n === at));
      button.tabIndex = n === at ? 0 : -1;
      panels[n].hidden = n !== at;
    }
  };
  list.addEventListener("click", (event) => {
    const at = buttons.indexOf(event.target);
    if (at >= 0) choose(at);
  });
  list.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = (to + buttons.length) % buttons.length;
    choose(next);
    buttons[next].focus();
  });
  tabs.prepend(list);
  const named = panels.findIndex((panel) => `#${panel.id}` === location.hash);
  choose(Math.max(named, 0));
}
