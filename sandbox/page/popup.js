// The list above the box: rows to choose from by mouse and keyboard, or one line of text.

import { node } from "./dom.js";

export class Popup {
  #rows = [];
  #active = -1;
  #input = null;

  constructor() {
    this.title = node("div.title");
    this.list = node("ul", { id: "offers", role: "listbox" });
    this.element = node("div", { id: "popup", hidden: true }, this.title, this.list);
    this.element.onmousedown = (event) => event.preventDefault(); // the focus stays in the box
  }

  /** Say whose list this is, for people who do not see it. */
  control(input) {
    this.#input = input;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", "offers");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", String(!this.element.hidden));
  }

  /** Offer rows of {content, pick}; `active` -1 waits for an arrow key. */
  show(title, rows, active = 0) {
    this.#rows = rows;
    this.title.textContent = title;
    this.list.replaceChildren(...rows.map((row, at) => {
      const made = node("li", { role: "option", id: `offer-${at}` }, row.content);
      made.onclick = row.pick;
      made.onmousemove = () => at !== this.#active && this.#move(at);
      return made;
    }));
    this.#open(rows.length > 0);
    this.#move(rows.length ? active : -1);
    this.list.scrollTop = 0;
  }

  note(text) {
    this.show(text, []);
    this.#open(true);
  }

  hide() {
    this.#rows = [];
    this.#active = -1;
    this.#open(false);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  get isOffering() {
    return this.isOpen && this.#rows.length > 0;
  }

  #open(isOpen) {
    this.element.hidden = !isOpen;
    this.#input?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.#input?.removeAttribute("aria-activedescendant");
  }

  #move(to) {
    this.list.children[this.#active]?.removeAttribute("aria-selected");
    this.#active = to;
    const row = this.list.children[to];
    if (!row) return void this.#input?.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.#input?.setAttribute("aria-activedescendant", row.id);
  }

  /** Take the chosen row; false when there is none. */
  pick() {
    const row = this.#rows[this.#active];
    if (!this.isOpen || !row) return false;
    row.pick();
    return true;
  }

  /** Take an arrow key, Tab or Escape; true when it was ours. */
  key(event) {
    if (!this.isOpen) return false;
    const n = this.#rows.length;
    if (event.key === "ArrowDown" && n) this.#move((this.#active + 1) % n);
    else if (event.key === "ArrowUp" && n) this.#move((Math.max(this.#active, 0) + n - 1) % n);
    else if (event.key === "Tab" && !event.shiftKey && n) {
      if (this.#active < 0) this.#move(0);
      this.pick();
    } else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
