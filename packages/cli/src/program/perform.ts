import type { Command } from "commander";
import type { Action, Given, Globals } from "../context.ts";

/** Loads a command's code and runs it. */
export type Perform = (
  load: () => Promise<Action<unknown>>,
  globals: Globals,
  given: Given<unknown>,
) => Promise<void>;

/** Gives a command its action. Its code is loaded when it is called, and not for the help of others. */
export function does<O>(command: Command, perform: Perform, load: () => Promise<Action<O>>): Command {
  return command.action(async (...called: unknown[]) => {
    // The last one is the command itself; its arguments may be lists.
    const self = called.at(-1) as Command;
    await perform(load as () => Promise<Action<unknown>>, self.optsWithGlobals(), {
      args: self.args,
      options: self.opts(),
    });
  });
}
