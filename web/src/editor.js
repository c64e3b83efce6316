// The SPARQL editor: highlighting, completion from the vocabulary of the graph, and the answer below.
//
// The editor lives in a shadow root: there CodeMirror adopts its style sheet instead of writing an
// inline one, which the policy of the site forbids.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const form = document.getElementById("sparql");
const field = document.getElementById("query");
const result = document.getElementById("result");
const share = document.getElementById("share");
const ROWS = 500; // the most that are put on the page

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--disputed)" },
  { tag: [tags.number, tags.bool], color: "var(--disputed)" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--inferred)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.url, tags.namespace, tags.labelName, tags.propertyName], color: "var(--ink)" },
]);
const theme = EditorView.theme({
  "&": { backgroundColor: "var(--sheet)", color: "var(--ink)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "18rem", maxHeight: "32rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--wash)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--select)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit", opacity: "0.85" },
});

const KEYWORDS = (
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION GRAPH VALUES BIND MINUS EXISTS PREFIX ASK CONSTRUCT " +
  "DESCRIBE GROUP BY ORDER BY HAVING LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT LANG STR " +
  "LANGMATCHES REGEX CONTAINS STRSTARTS BOUND COALESCE YEAR"
).split(" ").filter((word, i, words) => words.indexOf(word) === i)
  .map((word) => ({ label: word, type: "keyword" }));

let vocabulary;
function loaded() {
  vocabulary ??= fetch(form.dataset.vocabulary).then((answer) => answer.json());
  return vocabulary;
}

async function complete(context) {
  const word = context.matchBefore(/[\w-]+:[\w-]*|[\w-]+/);
  if (!word && !context.explicit) return null;
  const { prefixes, terms } = await loaded();
  const text = context.state.doc.toString();
  return {
    from: word?.from ?? context.pos,
    options: [
      ...terms.map((term) => ({
        label: term.name,
        detail: term.label,
        type: term.kind,
        apply: (view, _, from, to) => insert(view, term.name, from, to, prefixes, text),
      })),
      ...Object.keys(prefixes)
        .filter((prefix) => !declares(text, prefix))
        .map((prefix) => ({
          label: `PREFIX ${prefix}:`,
          type: "namespace",
          apply: `PREFIX ${prefix}: <${prefixes[prefix]}>`,
        })),
      ...KEYWORDS,
    ],
    validFor: /^[\w:-]*$/,
  };
}

function declares(text, prefix) {
  return new RegExp(`PREFIX\\s+${prefix}:`, "i").test(text);
}

// Puts the name in, and its prefix on top where the query does not declare it yet.
function insert(view, name, from, to, prefixes, text) {
  const prefix = name.split(":")[0];
  const line = declares(text, prefix) ? "" : `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
  view.dispatch({
    changes: [...(line ? [{ from: 0, insert: line }] : []), { from, to, insert: name }],
    selection: { anchor: from + line.length + name.length },
    userEvent: "input.complete",
  });
}

function run(view) {
  field.value = view.state.doc.toString();
  form.requestSubmit(form.querySelector("button[type=submit]"));
  return true;
}

const host = document.createElement("div");
host.className = "codemirror";
const shadow = host.attachShadow({ mode: "open" });
field.after(host);
const view = new EditorView({
  root: shadow,
  parent: shadow,
  state: EditorState.create({
    doc: field.value,
    extensions: [
      keymap.of([{ key: "Mod-Enter", run, preventDefault: true }]),
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      autocompletion({ override: [complete], activateOnTyping: true }),
      sparql(),
      syntaxHighlighting(colours),
      theme,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": document.querySelector("label[for=query]").textContent }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.updateListener.of((update) => update.docChanged && link()),
    ],
  }),
});
field.hidden = true;

function link() {
  field.value = view.state.doc.toString();
  share.href = `/editor?query=${encodeURIComponent(field.value)}`;
}
link();

form.addEventListener("submit", async (event) => {
  if (form.elements.format.value !== "json") return; // a download: the browser's own affair
  event.preventDefault();
  link();
  window.history.replaceState(null, "", share.href);
  const began = performance.now();
  result.replaceChildren();
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/sparql", {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Accept: "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.5",
      },
      body: new URLSearchParams({ query: field.value }),
    });
    result.replaceChildren(...(await shown(answer, began)));
  } catch (error) {
    result.replaceChildren(...fault(String(error)));
  }
  result.removeAttribute("aria-busy");
});

async function shown(answer, began) {
  const type = answer.headers.get("content-type") ?? "";
  if (!answer.ok) {
    const text = await answer.text();
    return fault(type.includes("json") ? JSON.parse(text).detail ?? text : text);
  }
  if (!type.includes("json")) return [element("pre", await answer.text())];
  const data = await answer.json();
  if ("boolean" in data) return [element("p", data.boolean ? form.dataset.true : form.dataset.false)];
  return table(data, Math.round(performance.now() - began));
}

function table({ head, results }, ms) {
  const words = form.dataset;
  const rows = results.bindings;
  const grid = element("table", null, "grid");
  const names = grid.createTHead().insertRow();
  for (const name of head.vars) {
    const cell = element("th", name);
    cell.scope = "col";
    names.append(cell);
  }
  const body = grid.createTBody();
  for (const row of rows.slice(0, ROWS)) {
    const line = body.insertRow();
    for (const name of head.vars) line.insertCell().append(value(row[name]));
  }
  const scroll = element("div", null, "scroll");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", result.getAttribute("aria-label"));
  scroll.append(grid);
  const count = element("p", words.rows.replace("{n}", rows.length).replace("{ms}", ms), "muted");
  const cut = rows.length > ROWS ? [element("p", words.cut.replace("{n}", ROWS), "muted")] : [];
  return [count, ...cut, scroll];
}

const BASE = "https://w3id.org/ascn/";

function value(term) {
  if (!term) return "";
  if (term.type !== "uri" || !/^https?:/.test(term.value)) return term.value;
  const own = term.value.startsWith(BASE);
  const link = element("a", own ? term.value.slice(BASE.length) : term.value);
  link.href = own ? `/${term.value.slice(BASE.length)}` : term.value;
  return link;
}

function fault(text) {
  const box = element("div", null, "fault");
  box.setAttribute("role", "alert");
  box.append(element("h2", form.dataset.failed), element("p", text));
  return [box];
}

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== null && text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}
