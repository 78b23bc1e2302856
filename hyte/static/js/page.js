// The little that plain HTML does not do: menus close when left, and errors are read first.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".area-switch[open], .account-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".area-switch[open], .account-menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.querySelector(".section-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelector(".ds-error-summary")?.focus();

// "Choose all": ticks every box of one name on the page.
document.addEventListener("click", (event) => {
  const name = event.target.dataset?.checkAll;
  if (name) for (const box of document.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = true;
});
