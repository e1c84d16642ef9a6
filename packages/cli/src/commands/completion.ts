import type { Command } from "commander";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { treeOf } from "../completion/tree.ts";
import { zshScript } from "../completion/zsh.ts";
import type { Action } from "../context.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completionOf(program: Command): Action<object> {
  return async (context, { args: [shell] }) => {
    context.print(SCRIPTS[shell as keyof typeof SCRIPTS](treeOf(program)));
  };
}
