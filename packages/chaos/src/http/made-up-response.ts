import type { DispatchController, DispatchHandler, HeaderRecord } from "./dispatch.ts";

/** The controller of a request that no connection carries. */
class LooseController implements DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  rawHeaders: unknown = null;
  rawTrailers: unknown = null;

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }
}

function start(handler: DispatchHandler): LooseController {
  const controller = new LooseController();
  handler.onRequestStart?.(controller, {});
  return controller;
}

/** Fails a request that was never sent. */
export function failRequest(handler: DispatchHandler, error: Error): void {
  const controller = start(handler);
  handler.onResponseError?.(controller, controller.reason ?? error);
}

/** Answers a request; `started` says that its handler already knows a controller. */
export async function answerRequest(
  handler: DispatchHandler,
  response: Response,
  started: boolean,
): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const controller = started ? new LooseController() : start(handler);
  const headers: HeaderRecord = {};
  const raw: Buffer[] = [];
  for (const [name, value] of response.headers) {
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
    raw.push(Buffer.from(name, "latin1"), Buffer.from(value, "latin1"));
  }
  controller.rawHeaders = raw;
  const steps = [
    () => handler.onResponseStart?.(controller, response.status, headers, response.statusText),
    () => body.length > 0 && handler.onResponseData?.(controller, body),
    () => handler.onResponseEnd?.(controller, {}),
  ];
  for (const step of steps) {
    if (controller.reason !== null) {
      handler.onResponseError?.(controller, controller.reason);
      return;
    }
    step();
  }
}
