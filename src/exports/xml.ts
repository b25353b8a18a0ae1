const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that no XML 1.0 document may hold, escaped or not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

/** Text as it may stand in an element of XML or in a quoted attribute, whatever it holds. */
export const inXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

/** A length with at most two digits behind the point. */
export const lengthText = (value: number): string => String(Math.round(value * 100) / 100);
