// What a scan means while the server is away: the same words as at the desk, from the rules that were taken along.
import { acts, drop, keep } from "./store.js";
import { isNumber, MARK, normalise } from "./rules.js";

const LIFTABLE = { [MARK.FROZEN]: "frozen", [MARK.EXPIRED]: "expired", [MARK.NOT_VERIFIED]: "unverified" };
const SOFT = { [MARK.OVERDUE]: "overdue", [MARK.OWES]: "owes" };

export class Book {
  constructor() { this.rules = null; this.reader = null; this.mode = "lend"; }

  // Act on one scan; ``how`` answers an offer: "card", "item", "give-back", "all-the-same", "renew", with a reason.
  async scan(typed, how = "", reason = "") {
    const text = normalise(typed);
    if (!text) return this.said("refused", "bad", "nothing", { remedy: "scan-again" });
    if (!isNumber(text)) return this.said("refused", "bad", "no-names", { remedy: "scan-card" });
    if (how === "card") return this.take(text, null);
    if (how === "item" || how === "all-the-same") return this.item(text, how === "all-the-same", reason);
    if (how === "give-back") return this.giveBack(text);
    if (this.mode === "return") return this.giveBack(text);
    const known = this.rules ? await this.rules.card(text) : null;
    if (known) return this.take(text, known);
    const shape = this.rules?.shape(text) ?? "";
    if (shape === "item") return this.item(text);
    if (shape === "card") return this.said("choice", "bad", "unknown-card", { n: text, text, choices: [["take-card", "card"], ["is-item", "item"]] });
    return this.said("choice", "same", "card-or-item", { n: text, text, choices: [["is-item", "item"], ["is-card", "card"]] });
  }

  async take(card, known) {
    const lent = (await acts()).filter((act) => act.card === card && act.way === "lend").length;
    this.reader = { card, known, free: known ? Math.max(0, known.free - lent) : null, done: this.reader?.card === card ? this.reader.done : [] };
    const bad = known && (known.mark === MARK.NEVER || LIFTABLE[known.mark] || SOFT[known.mark]);
    const detail = !known ? "card-unknown-note" : bad ? this.word(known.mark) : "card-good";
    return this.said(bad || !known ? "same" : "reader", bad ? "bad" : "good", "reader-is", { n: card.slice(-4), detail, free: this.reader.free ?? "—" });
  }

  word(mark) { return mark === MARK.NEVER ? "card-over" : LIFTABLE[mark] ?? SOFT[mark]; }

  async item(text, allTheSame = false, reason = "") {
    if (!this.reader) return this.giveBack(text);
    const last = (await acts()).filter((act) => act.barcode === text).at(-1);
    if (last?.card === this.reader.card && last.way !== "return") return this.said("same", "same", "lent-already", { n: text });
    if (last && last.way === "lend" && !allTheSame) return this.said("choice", "same", "lent-to-other", { n: text, text, choices: [["give-back-first", "give-back"]] });
    if (this.mode === "renew") return this.write("renew", text, { card: this.reader.card });
    const no = await this.against(text, allTheSame, reason);
    if (no) return no;
    const known = this.reader.known, due = known ? this.rules.due(known.category, (await this.rules.item(text)).group) : null;
    if (this.reader.free) this.reader.free -= 1;
    const detail = !due ? "due-later" : due.onSite ? "due-on-site" : this.rules.found.left_out ? "due-about" : "due";
    return this.write("lend", text, { card: this.reader.card, told_due: due?.day ?? null, reason, detail, day: due?.day ?? null });
  }

  // Return the refusal that speaks against lending, or null.
  async against(text, allTheSame, reason) {
    if (!this.rules) return this.said("refused", "bad", "no-package", { remedy: "returns-go-on" });
    if (this.rules.isOld) return this.said("refused", "bad", "package-old", { remedy: "returns-go-on" });
    const known = this.reader.known, isLifted = allTheSame && reason.trim().length > 1 && this.rules.found.may_override;
    if (known?.mark === MARK.NEVER) return this.said("refused", "bad", "card-over", { remedy: "see-card-desk" });
    const { mark } = await this.rules.item(text);
    if (!isLifted) {
      if (LIFTABLE[known?.mark]) return this.said("refused", "bad", LIFTABLE[known.mark], { remedy: "lead-may", text, override: true });
      if (mark) return this.said("refused", "bad", mark === 2 ? "item-kept" : "item-not-here", { n: text, remedy: "lead-may", text, override: true });
    }
    if (!allTheSame && SOFT[known?.mark]) return this.said("choice", "bad", SOFT[known.mark], { text, choices: [["settled-now", "all-the-same"]] });
    if (!allTheSame && this.reader.free === 0) return this.said("choice", "bad", "limit", { text, choices: [["settled-now", "all-the-same"]] });
    return null;
  }

  async giveBack(text) {
    const last = (await acts()).filter((act) => act.barcode === text).at(-1);
    if (last?.way === "return") return this.said("same", "same", "returned-already", { n: text });
    return this.write("return", text, { detail: "put-aside" });
  }

  async write(way, barcode, { card = "", told_due = null, reason = "", detail = "", day = "" }) {
    const act = { key: crypto.randomUUID(), way, card, barcode, said_at: new Date().toISOString(), told_due, reason, token: this.rules?.found.token ?? "" };
    await keep(act);
    if (card && this.reader) this.reader.done.push({ way, barcode, due: told_due });
    const look = { lend: ["lent", "good"], return: ["returned", "returned"], renew: ["renewed", "good"] }[way];
    return this.said(look[0], look[1], `did-${way}`, { n: barcode, detail: detail || (way === "renew" ? "due-later" : ""), day });
  }

  // Take the last act back, as long as it lies here.
  async undo() {
    const last = (await acts()).at(-1);
    if (!last) return this.said("refused", "bad", "nothing-to-undo", {});
    await drop([last]);
    if (this.reader?.card === last.card) {
      this.reader.done.pop();
      if (last.way === "lend" && this.reader.free !== null) this.reader.free += 1;
    }
    return this.said("same", "same", "undone", { n: last.barcode });
  }

  said(tone, sound, title, more) { return { tone, sound, title, ...more }; }
}
