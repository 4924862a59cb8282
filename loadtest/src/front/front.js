// The lab's own part of Goose's page: what people do (reads and writes /api/load), and how many pods take part in a load
// from many (/api/pods); everything else is Goose's script.
"use strict";
(() => {
  const form = document.getElementById("lab-form");
  const status = document.getElementById("lab-status");
  const inputs = [...form.querySelectorAll("input, select")];
  let next = {};

  function say(text, kind) {
    status.textContent = text;
    status.className = "control-help" + (kind ? " " + kind : "");
  }

  function fill(answer) {
    next = answer.next;
    for (const input of inputs) {
      if (document.activeElement !== input) input.value = next[input.name] || "";
      input.removeAttribute("aria-invalid");
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const changed = {};
    for (const input of inputs) {
      if (input.value.trim() !== (next[input.name] || "")) changed[input.name] = input.value.trim();
    }
    try {
      const answer = await fetch("/api/load/set", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(changed),
      });
      const said = await answer.json();
      for (const input of inputs) input.setAttribute("aria-invalid", String(!answer.ok && input.name === said.field));
      if (!answer.ok) return say(said.detail, "error");
      if (event.submitter) event.submitter.focus();
      fill(said);
      say("Applied; the next start runs it.", "ok");
    } catch (error) {
      say("The load generator does not answer: " + error.message, "error");
    }
  });

  // What is filled in counts, also for who presses Start next.
  form.addEventListener("change", () => form.requestSubmit());

  fetch("/api/load").then((answer) => answer.json()).then(fill, () => {});

  // A run that a condition has ended looks like any other that is over: say why.
  const ended = document.getElementById("lab-ended");
  async function why() {
    if (!document.hidden) {
      try {
        const { ended: reason } = await (await fetch("/api/load")).json();
        const early = (reason || "").startsWith("ended early by ");
        const text = early ? "The last run " + reason + "." : "";
        ended.hidden = !early;
        if (ended.textContent !== text) ended.textContent = text;
      } catch {
        // Goose's script says that the load generator does not answer.
      }
    }
    setTimeout(why, 2000);
  }
  why();

  const pods = document.getElementById("lab-pods");

  function tell({ pods: count, problem }) {
    const [first, then] = problem
      ? ["How many load pods take part is not known.", problem]
      : [
          `${count} load ${count === 1 ? "pod takes" : "pods take"} part.`,
          "Their people come on top of those of this page; the dashboard MovieGuru-Load has the sum.",
        ];
    pods.hidden = count === 0;
    pods.classList.toggle("error", Boolean(problem));
    // Said again only when it is news, for those who listen to the page.
    for (const [part, text] of [["strong", first], ["span", then]]) {
      const element = pods.querySelector(part);
      if (element.textContent !== text) element.textContent = text;
    }
  }

  async function watch() {
    if (!document.hidden) {
      try {
        tell(await (await fetch("/api/pods")).json());
      } catch {
        // Goose's script says that the load generator does not answer.
      }
    }
    setTimeout(watch, 5000);
  }

  if (pods) watch();
})();
