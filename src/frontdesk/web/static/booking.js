// What is known of the booking so far, and how much is still to be asked.

import { day, say } from "./texts.js";

// In asking order. A time is asked only for services that have times.
const FIELDS = [
  "service", "package", "event_date", "event_time", "name", "email", "phone", "address", "pincode", "service_country",
];

const panel = document.getElementById("booking");
const count = document.getElementById("count");
const bar = document.getElementById("progress");
const list = document.getElementById("details");
const wide = matchMedia("(min-width: 60rem)");

const unfold = () => {
  panel.open = wide.matches;
};
wide.addEventListener("change", unfold);
unfold();

const shown = (field, value) => (field === "event_date" && /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : value);

function row(label, value) {
  const term = document.createElement("dt");
  const detail = document.createElement("dd");
  term.textContent = label;
  detail.textContent = value ?? say("open_field");
  detail.classList.toggle("open", value === undefined);
  list.append(term, detail);
}

export function draw({ collected, labels, missing, bookingId, confirmed }) {
  const fields = FIELDS.filter((field) => field in collected || missing.includes(field));
  const done = fields.filter((field) => !missing.includes(field)).length;
  const values = { done, total: fields.length };
  list.replaceChildren();
  for (const field of done ? fields : []) {
    row(say(`field_${field}`), field in collected ? labels[field] ?? shown(field, collected[field]) : undefined);
  }
  if (confirmed && bookingId) row(say("booking_id"), bookingId);
  document.getElementById("nothing-yet").hidden = done > 0;
  panel.parentElement.classList.toggle("empty", done === 0);
  bar.hidden = done === 0;
  bar.max = fields.length || 1;
  bar.value = done;
  bar.setAttribute("aria-label", confirmed ? say("confirmed") : say("progress_label", values));
  count.classList.toggle("done", confirmed);
  count.textContent = confirmed ? say("confirmed") : done ? say("progress", values) : "";
}
