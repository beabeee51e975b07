// HTML from words of people: a value put into a template is escaped, unless it is HTML already.
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** Write HTML; lists are written one after the other, and nothing is written of what is null, undefined or false. */
export function html(parts, ...values) {
  return new Html(String.raw({ raw: parts }, ...values.map(inserted)));
}

function inserted(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(inserted).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (sign) => SIGNS[sign]);
}
