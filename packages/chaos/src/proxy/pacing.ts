import type { LaneFaults } from "./faults.ts";

/** Something on its way through a lane. */
export interface Parcel {
  readonly arrivedAt: number;
  readonly bytes: number;
  /** Its draw for jitter, in [0, 1). */
  readonly u: number;
}

/** Where a lane stands after what it has taken so far. */
export interface Pace {
  /** When the last byte of it is sent: a link sends one after the other. */
  readonly sentAt: number;
  /** When the last byte of it arrives: nothing overtakes. */
  readonly dueAt: number;
}

export const freshPace: Pace = { sentAt: 0, dueAt: 0 };

/** When a parcel is due: sent after those before it, as fast as the link sends, then on its way. */
export function pace(before: Pace, { arrivedAt, bytes, u }: Parcel, faults: LaneFaults): Pace {
  const { latencyMs = 0, jitterMs = 0, bytesPerSecond = Infinity } = faults;
  const sentAt = Math.max(before.sentAt, arrivedAt) + (bytes * 1000) / bytesPerSecond;
  const travelMs = Math.max(0, latencyMs + (2 * u - 1) * jitterMs);
  return { sentAt, dueAt: Math.max(before.dueAt, sentAt + travelMs) };
}

/** Whether parcels pass as they come. */
export function isClear({ latencyMs = 0, jitterMs = 0, bytesPerSecond, blackHole }: LaneFaults): boolean {
  return latencyMs === 0 && jitterMs === 0 && bytesPerSecond === undefined && blackHole !== true;
}

/** How large a piece may be so that a slow link delivers several times a second. */
export function pieceBytes({ bytesPerSecond = Infinity }: LaneFaults): number {
  return Math.max(1, Math.min(64 * 1024, Math.floor(bytesPerSecond / 20)));
}

/** Cuts a chunk into pieces of at most `size` bytes. */
export function piecesOf(chunk: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < chunk.length; from += size) pieces.push(chunk.subarray(from, from + size));
  return pieces;
}
