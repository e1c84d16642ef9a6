// The parts of undici (7 and newer) that are used here, by shape: this package does not depend on it.

export type HeaderRecord = Record<string, string | string[] | undefined>;

export interface DispatchController {
  readonly aborted: boolean;
  readonly paused: boolean;
  readonly reason: Error | null;
  rawHeaders?: unknown;
  rawTrailers?: unknown;
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

export interface DispatchHandler {
  onRequestStart?(controller: DispatchController, context: unknown): void;
  onRequestUpgrade?(
    controller: DispatchController,
    statusCode: number,
    headers: HeaderRecord,
    socket: unknown,
  ): void;
  onResponseStart?(
    controller: DispatchController,
    statusCode: number,
    headers: HeaderRecord,
    statusMessage?: string,
  ): void;
  onResponseData?(controller: DispatchController, chunk: Buffer): void;
  onResponseEnd?(controller: DispatchController, trailers: HeaderRecord): void;
  onResponseError?(controller: DispatchController, error: Error): void;
  onResponseStarted?(): void;
  onBodySent?(chunk: Buffer): void;
  onRequestSent?(): void;
}

export interface DispatchOptions {
  readonly origin?: string | URL | undefined;
  readonly path: string;
  readonly method: string;
  readonly signal?: unknown;
}

export type Dispatch = (options: DispatchOptions, handler: DispatchHandler) => boolean;

/** What `compose` of an undici dispatcher takes. */
export type ChaosInterceptor = <D extends (options: never, handler: never) => boolean>(dispatch: D) => D;
