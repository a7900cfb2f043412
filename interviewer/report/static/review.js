"use strict";
// The form of a review: everything stays in memory until the reviewer saves the file.
(() => {
  const form = document.getElementById("review");
  const card = document.getElementById("answer");
  const comments = document.getElementById("comments");
  const adder = document.getElementById("comment");
  const status = document.getElementById("status");
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const audio = card.querySelector("audio");
  const now = () => (audio ? audio.currentTime : 0);
  let unsaved = false;

  document.getElementById("program")?.addEventListener("toggle", (event) => {
    card.classList.toggle("blind", !event.target.open);
  });

  const nameButton = () => { adder.textContent = form.dataset.here.replace("{at}", clock(now())); };
  audio?.addEventListener("timeupdate", nameButton);
  audio?.addEventListener("seeked", nameButton);

  adder.addEventListener("click", () => {
    const at = Math.round(now() * 10) / 10;
    const item = document.createElement("li");
    const time = document.createElement("button");
    time.type = "button";
    time.className = "quiet number";
    time.textContent = clock(at);
    time.addEventListener("click", () => card.player?.seek(at));
    const text = document.createElement("input");
    text.maxLength = 2000;
    text.dataset.at = String(at);
    text.setAttribute("aria-label", `${form.dataset.comment} ${clock(at)}`);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "quiet";
    remove.textContent = form.dataset.remove;
    remove.addEventListener("click", () => { item.remove(); adder.focus(); });
    item.append(time, text, remove);
    comments.append(item);
    text.focus();
  });

  const tell = (message, wrong) => {
    status.textContent = message;
    status.classList.toggle("wrong", wrong);
  };

  const chosen = (group) => group.querySelector("input:checked")?.value ?? "";

  function collect() {
    const total = document.getElementById("total").value.trim();
    const note = document.getElementById("note").value.trim();
    const written = [...comments.querySelectorAll("input")]
      .map((input) => ({ at_s: Number(input.dataset.at), text: input.value.trim() }))
      .filter((comment) => comment.text)
      .sort((one, other) => one.at_s - other.at_s);
    if (note) written.push({ at_s: null, text: note });
    const groups = (kind) => [...form.querySelectorAll(`[data-${kind}]`)].filter((group) => chosen(group) !== "");
    return {
      schema: "interviewer.review/1",
      answer: JSON.parse(form.dataset.identity),
      reviewer: document.getElementById("reviewer").value.trim(),
      reviewed_at: new Date().toISOString(),
      total: total === "" ? null : Number(total),
      points: groups("point").map((group) => ({ id: group.dataset.point, strength: Number(chosen(group)) })),
      pitfalls: groups("pitfall").map((group) => ({ id: group.dataset.pitfall, triggered: chosen(group) === "true" })),
      comments: written,
    };
  }

  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const review = collect();
    const total = document.getElementById("total");
    if (!review.reviewer) {
      tell(form.dataset.nameMissing, true);
      document.getElementById("reviewer").focus();
      return;
    }
    if (!total.validity.valid) {
      tell(form.dataset.totalWrong, true);
      total.focus();
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(review, null, 1)], { type: "application/json" }));
    link.download = `review-${review.answer.uid}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    unsaved = false;
    tell(form.dataset.saved.replace("{name}", link.download), false);
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
