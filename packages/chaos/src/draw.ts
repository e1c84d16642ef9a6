// Draws that depend on what they are for and on nothing before them: call 7 of "payments" gets the same
// numbers however many other calls ran in between. Mixing by the finalizer of MurmurHash3 (Austin
// Appleby), texts by FNV-1a. Not for secrets.

/** What a draw belongs to: 32 bits made from a seed and names. */
export type Stream = number;

function scramble(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return scramble(hash);
}

/** A stream within a stream: for one rule, one name, one call. */
export function within(stream: Stream, index: number): Stream {
  return scramble(Math.imul(stream, 0x9e3779b1) + scramble(index + 0x2545f491));
}

export function streamOf(seed: number | string, ...names: readonly string[]): Stream {
  return names.reduce((stream, name) => within(stream, hashText(name)), hashText(String(seed)));
}

/** The number of a stream at `index`, in [0, 1). */
export function draw(stream: Stream, index: number): number {
  return (within(stream, index) >>> 0) / 2 ** 32;
}
