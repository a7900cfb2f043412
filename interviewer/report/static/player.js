"use strict";
// Sound, words and points of every answer, tied together. Without sound the points still show their words.
(() => {
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const players = [];

  class Player {
    constructor(card, audio) {
      this.card = card;
      this.audio = audio;
      this.button = card.querySelector(".play");
      this.timeline = card.querySelector(".timeline");
      this.head = card.querySelector(".head");
      this.now = card.querySelector(".now");
      this.words = [...card.querySelectorAll(".transcript [data-t]")];
      this.times = this.words.map((word) => Number(word.dataset.t));
      this.current = -1;
      this.labels = card.querySelector(".player").dataset;
      audio.controls = !this.timeline;
      if (this.button) {
        this.button.hidden = false;
        this.button.addEventListener("click", () => this.toggle());
      }
      audio.addEventListener("play", () => this.changed());
      audio.addEventListener("pause", () => this.changed());
      audio.addEventListener("seeked", () => this.show());
      audio.addEventListener("error", () => { card.querySelector(".failed").hidden = false; });
      if (this.timeline) this.listenToTimeline();
    }

    get duration() {
      return Number(this.timeline?.dataset.duration) || this.audio.duration || 0;
    }

    toggle() {
      if (this.audio.paused) this.play(); else this.audio.pause();
    }

    play() {
      for (const other of players) if (other !== this) other.audio.pause();
      this.audio.play().catch(() => {}); // the error event has told the reader already
    }

    seek(seconds, playing = true) {
      this.audio.currentTime = Math.min(Math.max(seconds, 0), this.duration);
      this.card.classList.add("sought");
      this.show();
      if (playing) this.play();
    }

    changed() {
      const on = !this.audio.paused;
      this.card.classList.toggle("playing", on);
      this.button?.classList.toggle("on", on);
      this.button?.setAttribute("aria-label", on ? this.labels.pause : this.labels.play);
      if (on) requestAnimationFrame(() => this.follow());
    }

    follow() {
      this.show();
      if (!this.audio.paused) requestAnimationFrame(() => this.follow());
    }

    show() {
      const at = this.audio.currentTime;
      if (this.timeline) {
        const width = this.head.ownerSVGElement.viewBox.baseVal.width;
        const x = String((at / this.duration) * width);
        this.head.setAttribute("x1", x);
        this.head.setAttribute("x2", x);
        this.now.textContent = clock(at);
        this.timeline.setAttribute("aria-valuenow", at.toFixed(1));
        this.timeline.setAttribute("aria-valuetext", clock(at));
      }
      const index = this.wordAt(at + 0.01);
      if (index === this.current) return;
      this.words[this.current]?.classList.remove("now");
      this.words[index]?.classList.add("now");
      this.current = index;
      if (index >= 0) this.keepInView(this.words[index]);
    }

    // A long transcript scrolls within its own box; the page itself stays where the reader put it.
    keepInView(word) {
      const box = word.closest(".transcript");
      if (box.scrollHeight > box.clientHeight) box.scrollTop = word.offsetTop - box.clientHeight / 2;
    }

    wordAt(at) {
      let low = 0, high = this.times.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.times[middle] <= at) low = middle + 1; else high = middle;
      }
      return low - 1;
    }

    listenToTimeline() {
      const seekTo = (event) => {
        const box = this.timeline.getBoundingClientRect();
        this.seek(((event.clientX - box.left) / box.width) * this.duration, false);
      };
      this.timeline.addEventListener("pointerdown", (event) => {
        this.timeline.setPointerCapture(event.pointerId);
        seekTo(event);
      });
      this.timeline.addEventListener("pointermove", (event) => { if (event.buttons & 1) seekTo(event); });
      this.timeline.addEventListener("keydown", (event) => {
        const at = this.audio.currentTime;
        const places = {
          ArrowRight: at + 2, ArrowUp: at + 2, ArrowLeft: at - 2, ArrowDown: at - 2,
          PageUp: at + 10, PageDown: at - 10, Home: 0, End: this.duration,
        };
        if (event.key in places) this.seek(places[event.key], false);
        else if (event.key === " " || event.key === "Enter") this.toggle();
        else return;
        event.preventDefault();
      });
    }
  }

  // One tab stop for a whole transcript: the arrow keys move on from there.
  function makeWordsReachable(card, player) {
    const words = player.words;
    if (!words.length) return;
    card.querySelector(".transcript").classList.add("seekable");
    let stop = 0;
    const reach = (index, focus) => {
      words[stop].removeAttribute("tabindex");
      words[stop].removeAttribute("role");
      stop = Math.min(Math.max(index, 0), words.length - 1);
      words[stop].tabIndex = 0;
      words[stop].setAttribute("role", "button");
      if (focus) words[stop].focus();
    };
    reach(0, false);
    const transcript = card.querySelector(".transcript");
    transcript.addEventListener("click", (event) => {
      const word = event.target.closest("[data-t]");
      if (!word || String(window.getSelection())) return;
      reach(words.indexOf(word), false);
      player.seek(Number(word.dataset.t));
    });
    transcript.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: stop + 1, ArrowLeft: stop - 1, ArrowDown: stop + 10, ArrowUp: stop - 10, Home: 0, End: words.length };
      if (event.key in steps) reach(steps[event.key], true);
      else if (event.key === "Enter" || event.key === " ") player.seek(player.times[stop]);
      else return;
      event.preventDefault();
    });
  }

  // Pointing at words shows their point, pointing at a point shows its words.
  function tieEvidence(card) {
    const marks = [...card.querySelectorAll(".transcript mark[data-m]")];
    const points = [...card.querySelectorAll("[data-p]")];
    const told = card.querySelector(".told");
    const light = (labels) => {
      for (const mark of marks) mark.classList.toggle("lit", mark.dataset.m.split(" ").some((label) => labels.includes(label)));
      for (const point of points) point.classList.toggle("lit", labels.includes(point.dataset.p));
      if (told) told.textContent = points.filter((point) => labels.includes(point.dataset.p)).map((point) => point.dataset.told).join(" · ");
    };
    const listen = (element, labels) => {
      for (const kind of ["pointerenter", "focusin"]) element.addEventListener(kind, () => light(labels));
      for (const kind of ["pointerleave", "focusout"]) element.addEventListener(kind, () => light([]));
    };
    for (const mark of marks) if (mark.dataset.m) listen(mark, mark.dataset.m.split(" "));
    for (const point of points) listen(point, [point.dataset.p]);
  }

  for (const card of document.querySelectorAll(".answer")) {
    tieEvidence(card);
    const audio = card.querySelector("audio");
    if (!audio) continue;
    const player = new Player(card, audio);
    players.push(player);
    card.player = player;
    makeWordsReachable(card, player);
    card.addEventListener("click", (event) => {
      const seeker = event.target.closest("[data-seek]");
      if (seeker) player.seek(Number(seeker.dataset.seek));
    });
  }
})();
