import { Command } from "commander";

/** `pigeon dead-letters list`, as it is typed. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** The messages of every command lead to its own help. */
export function pointToHelp(command: Command): void {
  command.showHelpAfterError(`(see ${nameOf(command)} --help)`);
  for (const each of command.commands) pointToHelp(each);
}

/** The command that a group alone stands for. It takes no arguments. */
export function standsFor(group: Command, name: string): Command {
  return group
    .command(name, { isDefault: true })
    .allowExcessArguments()
    .hook("preAction", (_hooked, { args: [word] }) => {
      if (word !== undefined) refuseSubcommand(group, word);
    });
}

/**
 * What is no subcommand comes to the one that stands for the group, which could only say that it takes no
 * arguments; the same group without it says what may have been meant.
 *
 * @throws {CommanderError}
 */
function refuseSubcommand(group: Command, word: string): void {
  const bare = new Command(group.name()).copyInheritedSettings(group);
  bare.showHelpAfterError(`(see ${nameOf(group)} --help)`);
  for (const each of group.commands) bare.command(each.name());
  bare.parse([word], { from: "user" });
  // A command, behind the one that takes no arguments.
  group.error(`error: unexpected ${word}`);
}
