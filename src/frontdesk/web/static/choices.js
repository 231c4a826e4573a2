// Quick replies: pressing one sends its value and shows its label as the visitor's line.

import { say } from "./texts.js";

const box = document.getElementById("choices");
const status = document.getElementById("status");

export function draw(offered, lang, pick) {
  box.replaceChildren(
    ...offered.map((choice) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = choice.label;
      if (lang) button.lang = lang;
      button.addEventListener("click", () => pick(choice));
      return button;
    }),
  );
  box.hidden = offered.length === 0;
}

export function announce(offered) {
  status.textContent = offered.length ? say("choices_shown", { count: offered.length }) : "";
}
