// Chooses a new password with the token of the link. The token leaves the address bar at once: history keeps no key.
const form = document.getElementById("reset");
const outcome = document.getElementById("outcome");
const button = form.querySelector("button");
const token = new URLSearchParams(location.search).get("token") ?? "";
history.replaceState(null, "", location.pathname);

function say(sentence) {
  outcome.textContent = sentence;
  outcome.hidden = false;
}

function sentences(problem) {
  const details = (problem.errors ?? []).map((one) => one.message);
  return details.length ? details.join(" ") : problem.detail;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const password = form.elements.new.value;
  if (password !== form.elements.again.value) return say(form.dataset.different);
  button.disabled = true;
  try {
    const response = await fetch("/admin/reset-password", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ token, new_password: password }),
    });
    if (response.ok) {
      form.hidden = true;
      say(form.dataset.done);
    } else {
      say(sentences(await response.json()));
    }
  } catch {
    say(form.dataset.unreachable);
  } finally {
    button.disabled = false;
  }
});
