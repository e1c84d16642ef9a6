import type { ChaosCall } from "../call.ts";
import type { Core } from "../core.ts";
import type { Injection } from "../injection.ts";
import type { ChaosInterceptor, Dispatch, DispatchHandler, DispatchOptions } from "./dispatch.ts";
import { HeldResponse } from "./held-response.ts";
import { answerRequest, failRequest } from "./made-up-response.ts";
import { connectionReset } from "./network-error.ts";
import { requestCall } from "./request-call.ts";
import { asResponse } from "./response.ts";

/** For `compose` of an undici dispatcher: requests that rules apply to. */
export function chaosInterceptor(core: Core, name: string | undefined): ChaosInterceptor {
  const intercept = (dispatch: Dispatch): Dispatch => {
    if (!core.enabled) return dispatch;
    return (options, handler) => {
      if (!core.killSwitch.on) return dispatch(options, handler);
      const injection = core.plan(dispatchCall(name, options));
      if (injection === undefined) return dispatch(options, handler);
      void inject(injection, dispatch, options, handler);
      return true;
    };
  };
  return intercept as ChaosInterceptor;
}

function dispatchCall(
  name: string | undefined,
  { origin, path, method, signal }: DispatchOptions,
): ChaosCall {
  const url = `${origin?.toString().replace(/\/$/u, "") ?? ""}${path}`;
  return requestCall(name, method, url, signal instanceof AbortSignal ? signal : undefined);
}

async function inject(
  injection: Injection,
  dispatch: Dispatch,
  options: DispatchOptions,
  handler: DispatchHandler,
): Promise<void> {
  try {
    const answer = await injection.before(connectionReset);
    if (answer !== undefined) {
      await answerRequest(handler, asResponse(answer.value), false);
      return;
    }
    dispatch(options, injection.hasAfter ? new HeldResponse(handler, injection) : handler);
  } catch (error) {
    failRequest(handler, error as Error);
  }
}
