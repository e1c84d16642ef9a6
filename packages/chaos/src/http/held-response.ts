import type { Injection } from "../injection.ts";
import type { DispatchController, DispatchHandler, HeaderRecord } from "./dispatch.ts";
import { answerRequest } from "./made-up-response.ts";
import { connectionReset } from "./network-error.ts";
import { asResponse } from "./response.ts";

type State =
  | { readonly kind: "through" }
  /** The response waits for what is injected; what came of it is kept. */
  | { readonly kind: "held"; readonly kept: (() => void)[] }
  /** Nobody hears of the response any more. */
  | { readonly kind: "dropped" };

/** A handler that lets a response through only after what is injected behind it. */
export class HeldResponse implements DispatchHandler {
  readonly #inner: DispatchHandler;
  readonly #injection: Injection;
  #state: State = { kind: "through" };

  constructor(inner: DispatchHandler, injection: Injection) {
    this.#inner = inner;
    this.#injection = injection;
  }

  onRequestStart(controller: DispatchController, context: unknown): void {
    this.#inner.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(
    controller: DispatchController,
    statusCode: number,
    headers: HeaderRecord,
    socket: unknown,
  ): void {
    this.#inner.onRequestUpgrade?.(controller, statusCode, headers, socket);
  }

  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    headers: HeaderRecord,
    statusMessage?: string,
  ): void {
    const tell = (): void => this.#inner.onResponseStart?.(controller, statusCode, headers, statusMessage);
    if (statusCode < 200) {
      tell();
      return;
    }
    this.#state = { kind: "held", kept: [tell] };
    controller.pause();
    void this.#inject(controller);
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    this.#pass(() => this.#inner.onResponseData?.(controller, chunk));
  }

  onResponseEnd(controller: DispatchController, trailers: HeaderRecord): void {
    this.#pass(() => this.#inner.onResponseEnd?.(controller, trailers));
  }

  onResponseError(controller: DispatchController, error: Error): void {
    if (this.#state.kind === "dropped") return;
    this.#state = { kind: "dropped" };
    this.#inner.onResponseError?.(controller, error);
  }

  onResponseStarted(): void {
    this.#inner.onResponseStarted?.();
  }

  onBodySent(chunk: Buffer): void {
    this.#inner.onBodySent?.(chunk);
  }

  onRequestSent(): void {
    this.#inner.onRequestSent?.();
  }

  #pass(tell: () => void): void {
    const state = this.#state;
    if (state.kind === "held") state.kept.push(tell);
    else if (state.kind === "through") tell();
  }

  async #inject(controller: DispatchController): Promise<void> {
    try {
      const answer = await this.#injection.after(connectionReset);
      const state = this.#state;
      // The request may have failed meanwhile.
      if (state.kind !== "held") return;
      if (answer === undefined) {
        this.#state = { kind: "through" };
        for (const tell of state.kept) tell();
      } else {
        const response = asResponse(answer.value);
        this.#state = { kind: "dropped" };
        await answerRequest(this.#inner, response, true);
      }
      controller.resume();
    } catch (error) {
      if (this.#state.kind === "dropped") return;
      this.#state = { kind: "dropped" };
      this.#inner.onResponseError?.(controller, error as Error);
      controller.abort(error as Error);
    }
  }
}
