// What survives a reload. The conversation holds personal data, so it lives as long as the tab; the choice of language
// holds none and stays on the device. Where storage is switched off, the page works without a memory.

const CONVERSATION = "frontdesk.conversation";
const LANGUAGE = "frontdesk.language";
const KEPT_LINES = 200;

function attempt(act) {
  try {
    return act();
  } catch {
    return null; // storage is blocked or full
  }
}

export const fresh = () => ({
  session: null,
  language: null, // of the page when it was last drawn
  business: "",
  lines: [], // {who: desk | visitor | note, text, lang, key?}
  choices: [],
  outbox: [], // {key, text, value, language, body?}
  collected: {},
  labels: {}, // the same as it is read
  missing: [],
  bookingId: null,
  confirmed: false,
});

export function load() {
  const stored = attempt(() => JSON.parse(sessionStorage.getItem(CONVERSATION)));
  return { ...fresh(), ...stored };
}

export function save(state) {
  state.lines.splice(0, state.lines.length - KEPT_LINES);
  attempt(() => sessionStorage.setItem(CONVERSATION, JSON.stringify(state)));
}

export const chosenLanguage = () => attempt(() => localStorage.getItem(LANGUAGE));

export const chooseLanguage = (code) => attempt(() => localStorage.setItem(LANGUAGE, code));
