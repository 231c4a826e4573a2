// One sentence above the message field when something is in the way, with or without a button to try again.

import { say } from "./texts.js";

const notice = document.getElementById("notice");
const sentence = document.getElementById("notice-text");
const retry = document.getElementById("retry");
const alert = document.getElementById("alert");

let shown = null;

export function show(key, { values = {}, again = false } = {}) {
  shown = { key, values, again };
  draw();
  alert.textContent = sentence.textContent;
}

export function hide() {
  shown = null;
  alert.textContent = "";
  draw();
}

export function draw() {
  notice.hidden = shown === null;
  if (shown === null) return;
  sentence.textContent = say(shown.key, shown.values);
  retry.hidden = !shown.again;
}

export const onRetry = (act) => retry.addEventListener("click", act);
