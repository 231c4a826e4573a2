// The conversation with the desk. A message goes into an outbox first and leaves it when its answer is here, so that
// a lost connection, a reload or an impatient visitor neither loses nor doubles one.

import * as api from "./api.js";
import * as booking from "./booking.js";
import * as choices from "./choices.js";
import * as composer from "./composer.js";
import * as log from "./log.js";
import * as notice from "./notice.js";
import * as store from "./store.js";
import * as texts from "./texts.js";

const NOTICES = { unreachable: "not_sent", away: "away", slow: "slow_down" };
const startOver = document.getElementById("start-over");
const ask = document.getElementById("ask");
const language = document.getElementById("language");

let state = store.load();
let sending = null; // the conversation whose outbox is on its way
let later = 0;

// getRandomValues also works where randomUUID does not: on plain http in a local network.
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

function firstLetter(name) {
  if (!Intl.Segmenter) return [...name][0] ?? "";
  const first = new Intl.Segmenter(texts.language()).segment(name)[Symbol.iterator]().next();
  return first.value?.segment ?? "";
}

function draw() {
  texts.draw();
  if (state.business) {
    document.getElementById("business").textContent = state.business;
    document.getElementById("mark").textContent = firstLetter(state.business).toLocaleUpperCase();
  }
  document.title = state.business ? `${state.business} · ${texts.say("title")}` : texts.say("title");
  startOver.hidden = !hasSpoken();
  booking.draw(state);
  notice.draw();
  composer.draw();
}

function drawChoices(lang) {
  choices.draw(state.choices, lang, ({ label, value }) => {
    // On a touch screen the keyboard would jump up and hide the answer.
    if (matchMedia("(pointer: fine)").matches) composer.focus();
    // A value such as "1" has no language of its own; the label had one.
    send(label, value, texts.language());
  });
}

function offer(offered, lang) {
  state.choices = offered ?? [];
  drawChoices(lang);
  choices.announce(state.choices);
}

function write(line) {
  state.lines.push(line);
  return log.add(line, state.business);
}

// Unless the visitor has chosen a language, the desk answers in that of the message.
function send(text, value = text, spoken = null) {
  const key = newKey();
  state.outbox.push({ key, text, value, language: store.chosenLanguage() ?? spoken });
  const line = write({ who: "visitor", text, key });
  offer([]);
  store.save(state);
  draw();
  log.reveal(line);
  drain();
}

// Members that are undefined do not appear in JSON.
const bodyOf = ({ value, language: asked }) =>
  JSON.stringify({ message: value, session_id: state.session ?? undefined, language: asked ?? undefined });

async function drain() {
  clearTimeout(later);
  const conversation = state;
  if (sending === conversation || !state.outbox.length) return;
  sending = conversation;
  log.waiting(true);
  while (conversation.outbox.length) {
    const item = conversation.outbox[0];
    item.body ??= bodyOf(item); // from here on the same bytes under the same key
    store.save(conversation);
    const outcome = await api.chat(item.body, item.key);
    if (outcome.ok && !store.chosenLanguage()) await texts.use(outcome.answer.language);
    if (conversation !== state) return; // the visitor has started over meanwhile
    if (outcome.ok) accept(outcome.answer, item);
    else if (outcome.kind === "refused") giveBack(outcome.code, item);
    else {
      keep(outcome, item);
      break;
    }
  }
  sending = null;
  log.waiting(false);
}

// The message can never be taken as it is: back into the field with it.
function giveBack(code, item) {
  state.outbox.shift();
  state.lines = state.lines.filter(({ key }) => key !== item.key);
  log.lineOf(item.key)?.remove();
  composer.fill(item.text);
  store.save(state);
  draw();
  notice.show(code === "message_too_long" ? "too_long" : "refused");
}

// The message stays first in the outbox until it gets through.
function keep({ kind, seconds }, item) {
  log.lineOf(item.key)?.classList.add("unsent");
  if (!navigator.onLine) {
    notice.show("offline");
    return;
  }
  notice.show(NOTICES[kind], { values: { seconds }, again: kind !== "slow" });
  if (kind === "slow") later = setTimeout(drain, seconds * 1000);
}

function accept(answer, item) {
  state.outbox.shift();
  notice.hide();
  log.waiting(false);
  log.lineOf(item.key)?.classList.remove("unsent");
  const expired = state.session && state.session !== answer.session_id;
  state.session = answer.session_id;
  state.language = texts.language();
  remember(answer);
  if (expired) write({ who: "note", text: texts.say("expired"), lang: texts.language() });
  const line = write({ who: "desk", text: answer.reply, lang: answer.language });
  offer(answer.choices, answer.language);
  store.save(state);
  draw();
  log.reveal(line);
}

// A confirmed booking stays in sight until the next one begins.
function remember({ collected_info: collected, collected_labels: labels, missing_fields: missing, booking_id: id, action }) {
  const begun = Object.keys(collected).length > 0;
  if (action === "booking_confirmed") {
    state.confirmed = true;
    state.missing = [];
    state.bookingId = id;
    if (begun) Object.assign(state, { collected, labels });
  } else if (begun || !state.confirmed) {
    Object.assign(state, { collected, labels, missing, bookingId: id, confirmed: false });
  }
}

const hasSpoken = () => state.lines.some(({ who }) => who === "visitor");

async function greet() {
  const conversation = state;
  const asked = texts.language();
  const outcome = await api.welcome(asked);
  if (conversation !== state || asked !== texts.language()) return;
  if (outcome.ok) {
    notice.hide();
    receive(outcome.answer);
  } else if (!hasSpoken()) {
    notice.show(navigator.onLine ? "no_welcome" : "offline", { again: navigator.onLine });
  }
}

function receive({ reply, choices: offered, language: lang, business }) {
  state.business = business.name;
  if (!hasSpoken()) {
    state.lines = [];
    log.restore([], state.business);
    write({ who: "desk", text: reply, lang });
    offer(offered, lang);
  }
  store.save(state);
  draw();
}

function again() {
  notice.hide();
  if (state.lines.length) drain();
  else greet();
}

function preferred() {
  const offers = [store.chosenLanguage(), state.language, ...navigator.languages.map((tag) => tag.split("-")[0])];
  return offers.find((code) => texts.spoken().includes(code));
}

async function begin() {
  const wanted = preferred();
  if (wanted) await texts.use(wanted);
  log.restore(state.lines, state.business);
  drawChoices(state.lines.at(-1)?.lang);
  draw();
  log.reveal();
  if (state.lines.length) await drain();
  else await greet();
}

composer.start(send);

notice.onRetry(() => {
  composer.focus();
  again();
});

language.addEventListener("change", async () => {
  const wanted = language.value;
  await texts.use(wanted);
  if (texts.language() === wanted) store.chooseLanguage(wanted);
  else notice.show(navigator.onLine ? "no_welcome" : "offline");
  state.language = texts.language();
  store.save(state);
  draw();
  if (!hasSpoken()) await greet();
});

startOver.addEventListener("click", () => {
  ask.returnValue = ""; // Escape leaves the last answer standing
  ask.showModal();
});

ask.addEventListener("close", () => {
  composer.focus();
  if (ask.returnValue !== "yes") return;
  const { business } = state;
  state = { ...store.fresh(), business, language: texts.language() };
  store.save(state);
  clearTimeout(later);
  notice.hide();
  log.waiting(false);
  log.restore([], business);
  offer([]);
  draw();
  greet();
});

addEventListener("offline", () => notice.show("offline"));
addEventListener("online", again);

begin();
