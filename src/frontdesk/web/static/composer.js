// The message field: Enter sends, Shift + Enter breaks the line, and an input method's own Enter does neither.

import { say } from "./texts.js";

const LONGEST = 4000; // characters after trimming, as the server counts them
const SHOW_FROM = 3600;

const form = document.getElementById("composer");
const field = document.getElementById("message");
const limit = document.getElementById("limit");
const alert = document.getElementById("alert");

const length = () => [...field.value.trim()].length;

export const focus = () => field.focus();

export function fill(text) {
  if (!field.value.trim()) field.value = text;
  draw();
}

export function draw() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
  const size = field.value.length < SHOW_FROM ? 0 : length();
  const over = size > LONGEST;
  limit.hidden = size < SHOW_FROM;
  limit.classList.toggle("over", over);
  limit.textContent = say(over ? "over" : "left", { count: Math.abs(LONGEST - size) });
  if (over && field.getAttribute("aria-invalid") !== "true") alert.textContent = say("too_long");
  field.setAttribute("aria-invalid", String(over));
}

export function start(send) {
  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => {
    // 229: an input method is at work, in browsers that end the composition before this event.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    field.focus();
    if (!text || length() > LONGEST) return;
    field.value = "";
    draw();
    send(text);
  });
}
