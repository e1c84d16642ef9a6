import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readForm } from "./codec/form.ts";
import { writeAnswer, writeError } from "./codec/xml.ts";
import { Ec2Error } from "./error.ts";
import { operation, type Operation } from "./operations.ts";
import { World, type Behaviour } from "./world.ts";

export interface Call {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** `ok`, an error's code, or what became of the connection. */
  readonly outcome: string;
}

export type Fault =
  /** Answered with an error, and nothing is done. */
  | { readonly kind: "error"; readonly code: string; readonly message?: string; readonly status?: number }
  /** Done, and then the connection is reset: the caller never learns of it. */
  | { readonly kind: "lost" }
  /** The connection is reset, and nothing is done. */
  | { readonly kind: "reset" };

interface Rule {
  readonly action: string;
  readonly fault: Fault;
  left: number;
}

export interface FakeEc2Options extends Partial<Behaviour> {
  /** Wall time in ms. */
  readonly now: () => number;
}

/** An imitation of EC2 at wire level, on the loopback. */
export class FakeEc2 implements AsyncDisposable {
  readonly world: World;
  readonly calls: Call[] = [];
  /** IAM actions that are refused, such as `ec2:RunInstances`. */
  readonly denied: Set<string> = new Set();
  /** Asked about every request besides; what is missing, such as `ec2:CreateTags`, refuses it. */
  authorize: (action: string, input: Readonly<Record<string, unknown>>) => string | undefined = () =>
    undefined;
  readonly #rules: Rule[] = [];
  readonly #server: Server;
  #requests = 0;

  private constructor({ now, ...behaviour }: FakeEc2Options) {
    this.world = new World(now, behaviour);
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: FakeEc2Options): Promise<FakeEc2> {
    const fake = new FakeEc2(options);
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Spoils the next calls of an action. */
  spoil(action: string, fault: Fault, times = 1): void {
    this.#rules.push({ action, fault, left: times });
  }

  callsOf(action: string): Call[] {
    return this.calls.filter((call) => call.action === action);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
    const action = form.get("Action") ?? "";
    this.#requests += 1;
    const requestId = `00000000-0000-4000-8000-${String(this.#requests).padStart(12, "0")}`;
    let input: Record<string, unknown> = {};
    const note = (outcome: string): void => void this.calls.push({ action, input, outcome });
    const send = (status: number, xml: string): void => {
      response.writeHead(status, { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId });
      response.end(xml);
    };
    try {
      requireSignature(request);
      const known = operation(action) ?? invalidAction(action);
      input = readForm(known.input, form);
      const fault = this.#faultFor(action);
      if (fault?.kind === "error") throw new Ec2Error(fault.code, fault.message ?? fault.code, fault.status);
      if (fault?.kind === "reset") {
        note("reset");
        return void request.socket.destroy();
      }
      const xml = this.#act(action, known, input, requestId);
      note(fault?.kind ?? "ok");
      if (fault?.kind === "lost") return void request.socket.destroy();
      send(200, xml);
    } catch (error) {
      const known = error instanceof Ec2Error ? error : new Ec2Error("InternalError", String(error), 500);
      note(known.code === "InternalError" ? `InternalError: ${String(error)}` : known.code);
      send(known.status, writeError(known, requestId));
    }
  }

  #act(action: string, known: Operation, input: Record<string, unknown>, requestId: string): string {
    const reason = this.denied.has(`ec2:${action}`)
      ? `ec2:${action} because no identity-based policy allows it`
      : this.authorize(action, input);
    if (reason !== undefined)
      throw new Ec2Error(
        "UnauthorizedOperation",
        `You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/pigeon is not authorized to perform: ${reason}`,
      );
    if (input["DryRun"] === true)
      throw new Ec2Error("DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    return writeAnswer(action, known.output, known.handle(input, this.world), requestId);
  }

  #faultFor(action: string): Fault | undefined {
    const rule = this.#rules.find((one) => one.left > 0 && (one.action === action || one.action === "*"));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    return rule.fault;
  }
}

function requireSignature(request: IncomingMessage): void {
  if (/^AWS4-HMAC-SHA256 Credential=[^ ,]+\/ec2\/aws4_request,/.test(request.headers.authorization ?? ""))
    return;
  throw new Ec2Error("AuthFailure", "AWS was not able to validate the provided access credentials", 401);
}

function invalidAction(action: string): never {
  throw new Ec2Error("InvalidAction", `The action ${action} is not valid for this web service.`);
}
