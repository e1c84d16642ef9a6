import { RecentCache } from "./recent-cache.ts";
import { own } from "./redact.ts";
import type { Redactor } from "./redact.ts";
import { inAppFrames } from "./stack-frames.ts";

const MAX_STACK = 4_096;
/** Frames are read this far. */
const MAX_FRAMES_TEXT = 8_192;
const MAX_HEAD = 1_024;
/** Places that errors come from, remembered twice over. */
const REMEMBERED = 128;

export interface ReadStack {
  /** Redacted, at most 4,096 characters. */
  readonly text: string;
  readonly inApp: readonly string[];
}

/** The two parts of a stack: name and message in front, then the frames with the line break before them. */
export function splitStack(stack: string, message: string): [head: string, frames: string] {
  // The message may itself hold lines that look like frames.
  const at = message === "" ? -1 : stack.indexOf(message);
  const begin = at === -1 || at > 256 ? 0 : at + message.length;
  const cut = /\n\s{0,8}at /.exec(stack.slice(begin, begin + MAX_FRAMES_TEXT));
  const end = cut === null ? stack.length : begin + cut.index;
  return [stack.slice(0, end), stack.slice(end, end + MAX_FRAMES_TEXT)];
}

/**
 * Reads stacks. Errors of one place differ in their message at most, so their frames are redacted and
 * understood once: that is most of the work.
 */
export class StackReader {
  readonly #redactor: Redactor;
  readonly #known: RecentCache<ReadStack> = new RecentCache(REMEMBERED);

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** `redacted`: the message as it will be shown. `secrets`: literal ones seen beside the error. */
  read(stack: string, message: string, redacted: string, secrets: readonly string[]): ReadStack {
    const [head, frames] = splitStack(stack, message);
    const shownHead =
      message !== "" && head.endsWith(message)
        ? this.#redactor.text(head.slice(0, -message.length), MAX_HEAD, secrets) + redacted
        : this.#redactor.text(head, MAX_HEAD, secrets);
    const { text, inApp } = this.#frames(frames, secrets);
    return { text: shorten(shownHead + text), inApp };
  }

  #frames(frames: string, secrets: readonly string[]): ReadStack {
    const known = secrets.length === 0 ? this.#known.get(frames) : undefined;
    if (known !== undefined) return known;
    const read = { text: this.#redactor.text(frames, MAX_STACK, secrets), inApp: inAppFrames(frames) };
    if (secrets.length === 0) this.#known.set(own(frames), read);
    return read;
  }
}

function shorten(text: string): string {
  return own(text.length <= MAX_STACK ? text : `${text.slice(0, MAX_STACK - 3)}...`);
}
