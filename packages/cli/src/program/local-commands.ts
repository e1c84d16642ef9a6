import { Argument, Option, type Command } from "commander";
import { does, type Perform } from "./perform.ts";

/** What needs no hub that answers. */
export function localCommands(program: Command, perform: Perform, whole: () => Command): void {
  program.commandsGroup("On this machine:");

  for (const [name, what] of [
    ["hub", "run a hub, back its store up, or check it: as pigeon-hub"],
    ["worker", "run a worker: as pigeon-worker"],
  ] as const) {
    const command = program
      .command(`${name} [args...]`)
      .description(what)
      .helpOption(false)
      .allowUnknownOption();
    does(command, perform, async () => (await import("../commands/launch.ts")).launching(name));
  }

  const config = program.command("config").description("the hub's configuration, as it is found here");
  const explain = config
    .command("explain")
    .description("each value and where it comes from; secrets are masked");
  does(explain, perform, async () => (await import("../commands/config.ts")).explainConfig);
  const check = config.command("check").description("all that is wrong with it");
  does(check, perform, async () => (await import("../commands/config.ts")).checkConfig);
  const docs = config
    .command("docs")
    .description("all variables with defaults and meaning")
    .addOption(
      new Option("--format <format>", "a table, an .env file, or a JSON Schema for editors")
        .choices(["table", "env", "json-schema"])
        .default("table"),
    );
  does(docs, perform, async () => (await import("../commands/config.ts")).configDocs);

  const doctor = program
    .command("doctor")
    .description("look for what is wrong: configuration, store, disk, port, hub, token, clock");
  does(doctor, perform, async () => (await import("../commands/doctor.ts")).doctor);

  const completion = program
    .command("completion")
    .description("print a script that completes commands and options with the Tab key")
    .addArgument(new Argument("<shell>", "of which shell").choices(["bash", "zsh", "fish"]));
  does(completion, perform, async () => (await import("../commands/completion.ts")).completionOf(whole()));
}
