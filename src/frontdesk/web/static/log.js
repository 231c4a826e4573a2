// The conversation as it is seen and heard. Everything said is set as text, never as markup.

import { say } from "./texts.js";

const scroller = document.getElementById("scroller");
const log = document.getElementById("log");
const writing = document.getElementById("writing");
const choices = document.getElementById("choices");
const SPEAKERS = { desk: "desk", visitor: "you" };
const CALM = 300; // ms; a quick answer needs no sign that one is coming

let timer = 0;

export function add({ who, text, lang, key }, business) {
  const line = document.createElement("p");
  line.className = who === "note" ? "line note" : `line ${who}-says`;
  if (lang) line.lang = lang;
  if (key) line.dataset.key = key;
  if (who in SPEAKERS) {
    const speaker = document.createElement("span");
    speaker.className = "unseen";
    speaker.textContent = `${(who === "desk" && business) || say(SPEAKERS[who])}: `;
    line.append(speaker);
  }
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  log.append(line);
  return line;
}

// What was said before a reload is shown, but not read out again.
export function restore(lines, business) {
  log.setAttribute("aria-live", "off");
  log.replaceChildren();
  for (const line of lines) add(line, business);
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}

export const lineOf = (key) => log.querySelector(`[data-key="${key}"]`);

// The newest line from its beginning, and what follows it as far as there is room.
export function reveal(line) {
  const end = choices.hidden ? log.lastElementChild : choices;
  end?.scrollIntoView({ block: "end" });
  const top = Math.max(0, scroller.getBoundingClientRect().top);
  if (line && line.getBoundingClientRect().top < top) line.scrollIntoView({ block: "start" });
}

export function waiting(on) {
  clearTimeout(timer);
  if (!on) {
    writing.hidden = true;
    return;
  }
  timer = setTimeout(() => {
    writing.hidden = false;
    writing.scrollIntoView({ block: "nearest" });
  }, CALM);
}
