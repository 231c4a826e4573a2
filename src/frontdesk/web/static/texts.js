// The sentences of the page in the visitor's language. The server writes those of the first language into the page.

import * as api from "./api.js";

let current = JSON.parse(document.getElementById("first-texts").textContent);

export const language = () => current.language;

export const spoken = () => current.languages.map(({ code }) => code);

export function say(key, values = {}) {
  return current.texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// As in the desk's own answers: "Friday, 25 December 2026", with Latin digits in every language.
export function day(iso) {
  const date = new Date(`${iso}T00:00:00Z`);
  const month = current.months[date.getUTCMonth()];
  return `${current.weekdays[date.getUTCDay()]}, ${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}

export function draw() {
  document.documentElement.lang = current.language;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  document.getElementById("message").placeholder = say("placeholder");
  document.getElementById("send").title = say("send");
  document.getElementById("choices").setAttribute("aria-label", say("choices"));
  document.getElementById("language").value = current.language;
}

// Stays with the present language where the other one cannot be had.
export async function use(code) {
  if (code === current.language) return;
  const outcome = await api.texts(code);
  if (outcome.ok) current = outcome.answer;
}
