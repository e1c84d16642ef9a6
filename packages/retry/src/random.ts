/**
 * A generator of numbers in [0, 1) that always gives the same ones for the same seed: for tests,
 * simulations and delays that can be told again. Not for secrets. (Chris Doty-Humphrey's small fast counter
 * generator in 32 bits, "sfc32" of PractRand, seeded by a number or a text.)
 */
export function seededRandom(seed: number | string): () => number {
  // FNV-1a of the text; a number is taken by its text, so that fractions count too.
  let hash = 0x811c9dc5;
  for (const char of String(seed)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  let a = hash | 0;
  let b = Math.imul(hash, 0x9e3779b9);
  let c = 0x2545f491;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  // Seeds that are alike give alike numbers at first.
  for (let round = 0; round < 15; round += 1) next();
  return next;
}
