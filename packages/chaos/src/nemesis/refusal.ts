/** Why a process must not be touched; undefined if it may. Groups (0, -1, -pid) are never touched. */
export function refusal(pid: unknown, own: readonly number[]): string | undefined {
  if (!Number.isInteger(pid)) return "its pid is not an integer";
  const number = Number(pid);
  if (number <= 1) return `pid ${number} is not a process of its own`;
  if (own.includes(number)) return `pid ${number} is this process or the one that started it`;
  return undefined;
}
