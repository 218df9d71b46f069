// What the downloaded rules say. Pure but for the digest: numbers in, answers out.
export const MARK = { NEVER: 1, FROZEN: 2, EXPIRED: 3, NOT_VERIFIED: 4, OVERDUE: 5, OWES: 6 };
export const DAY = 24 * 3600 * 1000;
const CARD = 10, ITEM = 10, DIGEST = 8; // bytes of a record, of its digest

// As the server reads a scan: narrow, no controls, no spaces, no residue of an input method.
export function normalise(text) {
  const narrow = text.slice(0, 400).normalize("NFKC").replace(/[\p{Cc}\p{Cf}]/gu, "");
  return narrow.replace(/[\s'’‘`·、，。；,;‐‑–—−]/gu, "").toUpperCase().slice(0, 60);
}

export function isNumber(text) { return /[0-9]/.test(text) && /^[A-Z0-9][A-Z0-9./_-]*$/.test(text); }

function bytes(base64) { return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)); }

function find(records, width, wanted) {
  let low = 0, high = records.length / width - 1;
  while (low <= high) {
    const middle = (low + high) >> 1, at = middle * width;
    let order = 0;
    for (let n = 0; n < DIGEST && order === 0; n += 1) order = records[at + n] - wanted[n];
    if (order === 0) return records.subarray(at + DIGEST, at + width);
    if (order < 0) low = middle + 1; else high = middle - 1;
  }
  return null;
}

export class Rules {
  constructor(found) {
    this.found = found;
    this.cards = bytes(found.cards);
    this.items = bytes(found.items);
    const raw = Uint8Array.from(found.key.match(/../g), (two) => parseInt(two, 16));
    this.key = crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  }

  get isOld() { return Math.abs(Date.now() - this.found.fetched_at) > DAY; }

  async digest(number) {
    const signed = await crypto.subtle.sign("HMAC", await this.key, new TextEncoder().encode(number));
    return new Uint8Array(signed, 0, DIGEST);
  }

  // The reader of a card: what stands against them, free places, their category; null when no card is known.
  async card(number) {
    const record = find(this.cards, CARD, await this.digest(number.replaceAll("-", "")));
    if (!record) return null;
    return { mark: record[0] & 15, free: record[1], category: record[0] >> 4 };
  }

  // What stands against a copy (0: nothing), and whose due days it has (0: those of most copies).
  async item(barcode) {
    const record = find(this.items, ITEM, await this.digest(barcode));
    return { mark: record?.[0] ?? 0, group: record?.[1] ?? 0 };
  }

  // The due day of a copy lent today to a reader of a category, and whether it must stay in the house.
  due(category, group) {
    const told = this.found.dues[group][category];
    return { day: told.days[this.dayNumber()] ?? told.days.at(-1), onSite: told.on_site };
  }

  // Days since the package was made, by the library's calendar as this computer shows it.
  dayNumber() {
    const first = new Date(`${this.found.first_day}T00:00:00`), today = new Date();
    return Math.min(2, Math.max(0, Math.floor((today - first) / DAY)));
  }

  // "card", "item", or "" when the shape of a number says neither or both.
  shape(number) {
    const said = `${[...number].length}${number.slice(0, 2)}`;
    const isCard = this.found.card_shapes.includes(said), isItem = this.found.item_shapes.includes(said);
    return isCard === isItem ? "" : isCard ? "card" : "item";
  }
}
