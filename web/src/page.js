// Every page: suggestions while one types, proofs that open in place, and buttons that copy.

import "@github/auto-complete-element";

for (const box of document.querySelectorAll("auto-complete")) {
  box.addEventListener("combobox-commit", ({ target }) => location.assign(target.dataset.href));
}

for (const why of document.querySelectorAll("details[data-part]")) {
  why.addEventListener("toggle", () => load(why), { once: true });
}

async function load(why) {
  const answer = await fetch(why.dataset.part, { headers: { Accept: "text/html" } });
  if (!answer.ok) return; // the link to the page of the proof stays
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  const link = why.querySelector("p");
  link.before(...part.body.childNodes);
}

const words = document.documentElement.lang === "id"
  ? { copy: "Salin", copied: "Tersalin" }
  : { copy: "Copy", copied: "Copied" };

for (const text of document.querySelectorAll(".copy pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.copy;
  button.setAttribute("aria-describedby", text.getAttribute("aria-labelledby"));
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = words.copied;
    setTimeout(() => (button.textContent = words.copy), 2000);
  });
  text.before(button);
}

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-suggested`;
  input.after(list);
  input.setAttribute("list", list.id);
  input.addEventListener("input", () => suggest(input, list));
}

async function suggest(input, list) {
  const text = input.value.trim();
  if (text.length < 2) return;
  const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`);
  const part = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
  if (input.value.trim() !== text) return; // typed on meanwhile
  list.replaceChildren(
    ...[...part.querySelectorAll("[role=option]")].map((hit) => {
      const option = document.createElement("option");
      option.value = hit.dataset.href.slice(1);
      option.label = hit.dataset.autocompleteValue;
      return option;
    }),
  );
}
