import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a header carries this token. The time taken tells nothing of the token, not even its length. */
export function hasBearer(header: string | undefined, token: string): boolean {
  const given = header?.startsWith("Bearer ") === true ? header.slice("Bearer ".length) : "";
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
