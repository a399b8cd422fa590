// Members: a role's button shows once another role is chosen; a form with faults opens again.

for (const select of document.querySelectorAll("select[data-role]")) {
  const button = select.form.querySelector("button");
  const follow = () => {
    button.hidden = select.value === select.dataset.role;
  };
  select.addEventListener("change", follow);
  window.addEventListener("pageshow", follow);
  follow();
}
document.querySelector("dialog[data-open]")?.showModal();
document.querySelector("dialog[open] [aria-invalid]")?.focus();
