// The scan in the drawer: one page at a time, with the boxes of the chosen field on it.

class Scan {
  constructor(one, urls) {
    Object.assign(this, { one, urls, page: 0, field: null });
    this.picture = el("img", { alt: `Scan of ${one.name}`, draggable: "false" });
    this.boxes = el("div", { class: "boxes", "aria-hidden": "true" });
    this.told = el("p", { class: "nothing", hidden: true }, "The picture cannot be shown.");
    this.number = el("span", { "aria-live": "polite" });
    this.back = el("button", { type: "button", "aria-label": "Page before", onclick: () => this.turn(this.page - 1) }, "‹");
    this.on = el("button", { type: "button", "aria-label": "Page after", onclick: () => this.turn(this.page + 1) }, "›");
    this.paper = el("div", { class: "paper" }, this.picture, this.boxes);
    this.element = el(
      "div",
      { class: "scan" },
      urls.length > 1 ? el("div", { class: "pages" }, this.back, this.number, this.on) : null,
      urls.length ? this.paper : el("p", { class: "nothing" }, noPicture(one)),
      this.told,
    );
    this.picture.addEventListener("error", () => {
      this.paper.hidden = true;
      this.told.hidden = false;
    });
    if (urls.length) this.turn(0);
  }

  turn(page) {
    this.page = Math.max(0, Math.min(this.urls.length - 1, page));
    if (this.picture.getAttribute("src") !== this.urls[this.page]) this.picture.src = this.urls[this.page];
    this.number.textContent = `Page ${whole(this.page + 1)} of ${whole(this.urls.length)}`;
    this.back.disabled = this.page === 0;
    this.on.disabled = this.page === this.urls.length - 1;
    this.mark();
  }

  /** Draws the boxes of `field`, on the page where its first one is; null takes them away. */
  choose(field) {
    this.field = field;
    const places = this.one.boxes[field] ?? [];
    if (places.length && !places.some(([page]) => page === this.page) && places[0][0] < this.urls.length) this.turn(places[0][0]);
    else this.mark();
  }

  mark() {
    const places = (this.one.boxes[this.field] ?? []).filter(([page]) => page === this.page);
    this.boxes.replaceChildren(...places.map(([, left, top, right, bottom]) => {
      const box = el("div", { class: "box" });
      Object.assign(box.style, {
        left: `${left / 100}%`, top: `${top / 100}%`, width: `${(right - left) / 100}%`, height: `${(bottom - top) / 100}%`,
      });
      return box;
    }));
    if (places.length) this.reveal(this.boxes.firstChild);
  }

  /** Scrolls the scan, and nothing around it, so far that the box is in sight. */
  reveal(box) {
    const top = this.paper.offsetTop + box.offsetTop;
    const room = this.element.clientHeight;
    if (top < this.element.scrollTop || top + box.offsetHeight > this.element.scrollTop + room) this.element.scrollTop = top - room / 2;
    const left = this.paper.offsetLeft + box.offsetLeft;
    const width = this.element.clientWidth;
    if (left < this.element.scrollLeft || left + box.offsetWidth > this.element.scrollLeft + width) this.element.scrollLeft = left - width / 2;
  }
}

function noPicture(one) {
  return one.status === "duplicate" ? "No picture: see the file with the same bytes." : "No picture of this scan in the page.";
}

/** The addresses of the pages of a document; the page carries them as text until they are asked for. */
function carriedScans(one) {
  return one.pages ? carried(`scan-${one.index}`) ?? [] : [];
}
