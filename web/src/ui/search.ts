/** Whether a text has all words, in any order and case. */
export function matches(text: string, words: string): boolean {
  const low = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((w) => low.includes(w));
}

export function search<T>(list: T[], words: string, text: (item: T) => string): T[] {
  return list.filter((item) => matches(text(item), words));
}
